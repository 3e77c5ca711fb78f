import FlyAPI
import HTTPTypes
import Hummingbird
import MachineRules
import Simulation
import Synchronization
import Windtunnel

/// Where a test's requests go in: counts those under way, and takes a `Host` header for the authority, which the
/// in-process client cannot set otherwise. What a machine's own socket knows of the machine comes in a header here.
final class Entrance: HTTPResponder {
    typealias Context = FlyRequestContext

    private let emulator: Emulator
    private let detour: EmulatorSetup.Detour?
    private let count = Mutex(0)

    init(_ emulator: Emulator, detour: EmulatorSetup.Detour?) {
        self.emulator = emulator
        self.detour = detour
    }

    /// Requests that have come in and are not answered yet.
    var requestsUnderWay: Int { count.withLock { $0 } }

    func respond(to request: Request, context: FlyRequestContext) async throws -> Response {
        var head = request.head
        if let host = head.headerFields[.host] {
            head.authority = host
            head.headerFields[.host] = nil
        }
        var context = context
        if let caller = head.headerFields[.callingMachine]?.split(separator: "/"), caller.count == 2 {
            head.headerFields[.callingMachine] = nil
            context.callingMachine = CallingMachine(
                world: Worlds.defaultName, app: AppName(rawValue: String(caller[0])),
                machine: MachineID(rawValue: String(caller[1])))
        }
        count.withLock { $0 += 1 }
        defer { count.withLock { $0 -= 1 } }
        let request = Request(head: head, body: request.body)
        guard let detour else { return try await emulator.responder.respond(to: request, context: context) }
        return try await detour(request) { [context] request in
            try await emulator.responder.respond(to: request, context: context)
        }
    }
}

extension HTTPField.Name {
    /// A real listener takes this header off and makes it the authority.
    static let host = HTTPField.Name("Host") ?? .from
    /// `APP/MACHINE` in the default world; only this entrance knows it.
    static let callingMachine = HTTPField.Name("Windtunnel-Test-Machine") ?? .from
}
