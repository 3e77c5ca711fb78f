import FlyAPI
import HTTPTypes
import Hummingbird
import MachineRules
import OrderedJSON
import Persistence
import Simulation

/// What the real API hides of a machine, and what only a test wants to do to one.
enum MachineControlRoutes {
    private static let machine = ControlRoutes.prefix + "/machines/{id}"

    static func add(to table: inout RouteTable, sockets: MachineSocketFinder) {
        addHealth(to: &table)
        table.serve(.get, machine, .partial, basis: .chosen, note: "no guest, load and last request yet") {
            _, context in
            .json(try await document(of: id(context), in: context.requireWorld(), sockets))
        }
        table.serve(.post, machine + "/exit", basis: .chosen) { request, context in
            let body = try await ControlBody(request, knownKeys: "exit_code", "signal", "oom_killed")
            try await exit(id(context), in: context.requireWorld(), body)
            return .json(status: .accepted, ["ok": true])
        }
    }

    /// What a check says, and whether the host is there.
    private static func addHealth(to table: inout RouteTable) {
        let check = machine + "/checks/{name}"
        table.serve(.put, check, basis: .chosen) { request, context in
            let body = try await ControlBody(request, knownKeys: "status", "output")
            try await report(by: context.path("name"), of: id(context), in: context.requireWorld(), body)
            return .json(["ok": true])
        }
        table.serve(.delete, check, basis: .chosen, note: "the check finds out for itself again") { _, context in
            try await explained {
                try await context.requireWorld().health.report(
                    nil, output: "", by: context.path("name"), of: id(context)
                )
            }
            return .json(["ok": true])
        }
        table.serve(.put, machine + "/host", basis: .chosen) { request, context in
            let body = try await ControlBody(request, knownKeys: "status")
            try await setHost(of: id(context), in: context.requireWorld(), body)
            return .json(["ok": true])
        }
    }

    /// Lets a machine's process end as the body says.
    static func exit(_ id: MachineID, in world: World, _ body: ControlBody) async throws {
        let status = ExitStatus(
            exitCode: try body.int("exit_code") ?? 0, signal: try body.int("signal") ?? -1,
            oomKilled: try body.bool("oom_killed") ?? false
        )
        do {
            try await world.machines.exit(id, as: status)
        } catch let refusal as Refusal {
            throw ControlFailure(
                HTTPResponse.Status(code: refusal.kind.httpStatus), refusal.text,
                hint: "only a started machine has a process that can end"
            )
        }
    }

    /// Makes a check of a machine say what the body says.
    static func report(by check: String, of id: MachineID, in world: World, _ body: ControlBody) async throws {
        let words = CheckStatus.Word.allCases.map(\.rawValue)
        guard let word = CheckStatus.Word(rawValue: try body.requiredText("status")) else {
            throw ControlFailure(.badRequest, "\"status\" is one of \(words.joined(separator: ", "))")
        }
        let output = try body.text("output") ?? ""
        try await explained { try await world.health.report(word, output: output, by: check, of: id) }
    }

    /// Makes a machine's host what the body says.
    static func setHost(of id: MachineID, in world: World, _ body: ControlBody) async throws {
        let words = HostStatus.allCases.map(\.rawValue)
        guard let status = HostStatus(rawValue: try body.requiredText("status")) else {
            throw ControlFailure(.badRequest, "\"status\" is one of \(words.joined(separator: ", "))")
        }
        try await explained { try await world.health.setHost(status, of: id) }
    }

    private static func explained(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let refusal as Refusal {
            throw ControlFailure(HTTPResponse.Status(code: refusal.kind.httpStatus), refusal.text)
        }
    }

    private static func id(_ context: FlyRequestContext) -> MachineID {
        MachineID(rawValue: context.path("id"))
    }

    static func document(
        of id: MachineID,
        in world: World,
        _ sockets: MachineSocketFinder
    ) async throws -> JSON {
        let (machine, step) = try await world.read { database, _ in
            guard let machine = try MachineRecord.find(id, in: database) else {
                throw ControlFailure(.notFound, "there is no machine \(id) in world \"\(world.name)\"")
            }
            return (machine, try PendingStep.of(id, in: database))
        }
        let pending = step.map { step -> JSON in
            ["to": .string(step.step.destination.rawValue), "due": .string(step.due.rfc3339Milliseconds)]
        }
        var socket: String?
        if machine.state == .started, let find = sockets.find {
            socket = await find(CallingMachine(world: world.name, app: machine.appName, machine: id))
        }
        return [
            "id": .string(id.rawValue), "app": .string(machine.appName.rawValue),
            "state": .string(machine.state.rawValue), "boots": .int(machine.lifecycle.boots),
            "restart_count": .int(machine.lifecycle.restartCount), "socket": .text(socket),
            "pending": .array(pending.map { [$0] } ?? []),
        ]
    }
}
