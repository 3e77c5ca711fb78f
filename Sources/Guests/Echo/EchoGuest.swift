import HTTPTypes
import Hummingbird
import MachineRules
import NIOCore
import Simulation

/// The guest of machines whose program this emulator does not know: tells what it was asked, sends back what comes by a
/// connection without HTTP, or plays a program by the machine's script.
struct EchoGuest: Guest {
    let machine: GuestMachine
    let world: World
    private let script: Result<EchoScript?, EchoScript.Mistake>
    private let open = OpenEnds()

    /// A larger body is refused rather than kept in memory.
    private static let largestBody = 16 * 1024 * 1024

    init(machine: GuestMachine, in world: World) {
        self.machine = machine
        self.world = world
        script = Result { () throws(EchoScript.Mistake) in try EchoScript(machine.config) }
    }

    func admit(_ request: Request) -> Admission {
        Admission(connected: { request, client in
            switch script {
            case .success(let script?) where script.applies(to: request.headers):
                return try await play(script, to: request, client)
            case .success: return try await echo(request, client)
            case .failure(let mistake): return EchoAnswer.explanation(of: mistake)
            }
        })
    }

    func disconnect() {
        open.cutStreams()
        guard case .success(let script) = script, script?.delay != nil else { return }
        // Also for one that is on its way in just now.
        _ = world.schedule(at: world.now + machine.config.stopTimeout) { [open] in open.cutAll() }
    }

    private func echo(_ request: Request, _ client: ClientConnection?) async throws -> Response {
        if request.method == .connect { return try connect(client) }
        let body = try await request.body.collect(upTo: Self.largestBody)
        return EchoAnswer.response(to: request, body: body, of: machine)
    }

    private func play(_ script: EchoScript, to request: Request, _ client: ClientConnection?) async throws -> Response {
        // Where nothing listens nobody reads a body.
        if script.failure == .refuse { throw GuestRefusal(reason: "nothing listens there") }
        if let code = script.crash { try await crash(code) }
        if request.method == .connect { return try connect(client) }
        let body = try await request.body.collect(upTo: Self.largestBody)
        if let delay = script.delay { try await wait(delay, client) }
        if script.failure == .break { throw ConnectionBroken() }
        return EchoAnswer.response(to: request, body: body, of: machine, by: script)
    }

    /// Waits in the world's time.
    /// - Throws: ``ConnectionBroken`` when the client leaves before, or when the machine's time to stop is up.
    private func wait(_ delay: Duration, _ client: ClientConnection?) async throws {
        let outcome = Promise<Bool>()
        let timer = world.schedule(at: world.now + delay) { outcome.keep(true) }
        let mark = open.add { outcome.keep(false) }
        let departure = client?.whenLeft { outcome.keep(false) }
        let isOver = await outcome.value(onCancel: false)
        withExtendedLifetime((mark, departure)) {}
        world.cancel(timer)
        try Task.checkCancellation()
        if !isOver { throw ConnectionBroken() }
    }

    private func crash(_ code: Int) async throws {
        do {
            try await world.machines.exit(machine.id, as: ExitStatus(exitCode: code))
        } catch is MachineRules.Refusal {
            // Another request was the first one.
        }
        throw ConnectionBroken()
    }

    /// A connection that hears what it says.
    private func connect(_ client: ClientConnection?) throws -> Response {
        guard let client else { throw ConnectionBroken() }
        return Response(
            status: .ok,
            body: ResponseBody { _ in
                let bytes = try await client.takeOver()
                let mark = open.add(isStream: true) { bytes.cut() }
                await TunnelPort.join(bytes, bytes)
                withExtendedLifetime(mark) {}
            }
        )
    }
}
