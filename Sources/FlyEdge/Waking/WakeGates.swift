import Guests
import Hummingbird
import MachineRules
import Simulation
import Synchronization

/// The requests held while machines come up: one start for many waiters, let in afterwards in the order they came.
final class WakeGates: Sendable {
    private struct Waiter: Sendable {
        let request: Request
        let promise: Promise<Result<Admission, EdgeFailure>>
    }

    private let gates = Mutex<[Activity.Key: [Waiter]]>([:])
    private let wake: @Sendable (MachineID, AppName, World) async -> Result<any Guest, EdgeFailure>

    /// - Parameter wake: brings a machine up and gives its guest; called once for all who wait at the same time.
    init(wake: @escaping @Sendable (MachineID, AppName, World) async -> Result<any Guest, EdgeFailure>) {
        self.wake = wake
    }

    /// How many requests are held.
    var count: Int { gates.withLock { $0.values.reduce(0) { $0 + $1.count } } }

    /// Waits until the machine is up and its guest has taken the request in.
    /// - Throws: ``EdgeFailure`` when the machine does not come up; `CancellationError` when the client leaves, which
    ///   does not stop the start.
    func pass(_ request: Request, to machine: MachineID, of app: AppName, in world: World) async throws -> Admission {
        let key = Activity.Key(machine, in: world)
        let waiter = Waiter(request: request, promise: Promise())
        let isFirst = gates.withLock { gates in
            gates[key, default: []].append(waiter)
            return gates[key]?.count == 1
        }
        if isFirst {
            // Not a child of the first waiter's task: when that client leaves, the start goes on for the others.
            Task { open(key, with: await wake(machine, app, world)) }
        }
        let left = EdgeFailure(status: .badGateway, code: "PC05", text: "client left")
        let result = await waiter.promise.value(onCancel: .failure(left))
        try Task.checkCancellation()
        return try result.get()
    }

    private func open(_ key: Activity.Key, with result: Result<any Guest, EdgeFailure>) {
        let waiters = gates.withLock { $0.removeValue(forKey: key) } ?? []
        for waiter in waiters {
            waiter.promise.keep(result.map { $0.admit(waiter.request) })
        }
    }
}
