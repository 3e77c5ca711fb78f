import Guests
import Hummingbird
import MachineRules
import OrderedJSON
import Simulation

/// `POST …/exec`: a command inside a machine, run beside its process where that runs on this host, else answered by the
/// emulated userland (reference/machines-rest.md, section 2.4).
enum ExecRoutes {
    static func add(to table: inout RouteTable, processes: ProcessHost?) {
        table.serve(
            .post, "/v1/apps/{app}/machines/{id}/exec", .partial, basis: .chosen,
            note: "a small emulated userland answers, see Userland, unless the machine is a process on this host"
        ) { request, context in
            try await exec(request, context, processes)
        }
    }

    private static func exec(
        _ request: Request,
        _ context: FlyRequestContext,
        _ processes: ProcessHost?
    ) async throws -> Response {
        let (world, id, channel) = (try context.requireWorld(), try context.machineID(), context.channel)
        let command = try ExecCommand(try await request.bodyJSON())
        let result = try await world.machines.exec(
            in: id, of: context.app, nonce: request.leaseNonce, timeout: command.timeout
        ) { departure in
            let watch = ClientWatch.start(on: channel) { departure.keep(.ended) }
            return { watch.stop(on: channel) }
        } work: { target in
            let machine = try EmulatedMachine(
                target, container: command.container, isMachine: command.isMachine, secrets: target.secrets
            )
            if let result = await processes?.exec(command.words, stdin: command.stdin, in: id, of: world) {
                return result
            }
            return try await machine.userland(in: world).run(command.words, stdin: command.stdin)
        }
        return .json([
            // Zero where no signal ended the command (chosen).
            "exit_code": .int(result.exitCode), "exit_signal": .int(result.exitSignal),
            "stdout": .string(String(decoding: result.stdout, as: UTF8.self)),
            "stderr": .string(String(decoding: result.stderr, as: UTF8.self)),
        ])
    }
}

/// The body of an exec.
struct ExecCommand: Sendable {
    let words: [String]
    let container: String?
    let isMachine: Bool
    let stdin: [UInt8]
    let timeout: Duration

    /// Seconds: when nothing is said, and at most.
    private static let defaultTimeout = 30
    private static let mostTimeout = 60

    /// - Throws: `Refusal` 400 (texts chosen): neither `command` nor `cmd`; a `cmd` no shell reads; `container` beside
    ///   `machine`; a negative `timeout`.
    init(_ document: JSON) throws(Refusal) {
        let body = try FieldReader(document: document, type: "execRequest")
        words = try Self.words(of: body)
        container = try body.nonEmpty("container")
        isMachine = try body.bool("machine") ?? false
        guard container == nil || !isMachine else {
            throw Refusal(.containerBesideMachine)
        }
        stdin = Array((try body.string("stdin") ?? "").utf8)
        let seconds = try body.int("timeout") ?? 0
        guard seconds >= 0 else {
            throw Refusal(.timeoutNegative)
        }
        timeout = .seconds(seconds == 0 ? Self.defaultTimeout : min(seconds, Self.mostTimeout))
    }

    /// `command` is preferred; `cmd` is what flyctl sends.
    private static func words(of body: FieldReader) throws(Refusal) -> [String] {
        if let words = try body.strings("command"), !words.isEmpty { return words }
        let text = try body.string("cmd") ?? ""
        do throws(ShellSyntaxError) {
            let words = try ShellWords.split(text)
            if !words.isEmpty { return words }
        } catch {
            throw Refusal(.commandUnreadable, ["error": error])
        }
        throw Refusal.required("command or cmd")
    }
}
