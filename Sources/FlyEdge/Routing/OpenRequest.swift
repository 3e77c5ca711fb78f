import MachineRules
import Simulation
import Synchronization

/// A request under way: load of its machine until it ends, or until nobody keeps it any more, because the client may be
/// gone before its answer can begin.
final class OpenRequest: Sendable {
    private let counter: LoadCounter
    private let connection: ObjectIdentifier?
    private let world: World
    private let ended: @Sendable () -> Void
    private let isEnded = Mutex(false)

    /// Counts a request as load, or is nil where the machine has all it may have.
    /// - Parameters:
    ///   - limited: whether the machine's hard limit holds; who waits for its start is let in whatever happens.
    ///   - ended: called once when the request is no load any more.
    init?(
        to machine: AppRoute.Machine,
        by door: Door,
        on connection: ObjectIdentifier?,
        limited: Bool,
        in world: World,
        ended: @escaping @Sendable () -> Void
    ) {
        let isIn = machine.load.begin(
            on: connection, at: world.now, counting: door.service.concurrency.type,
            upTo: limited ? door.hardLimit : .max
        )
        counter = machine.load
        self.connection = connection
        self.world = world
        self.ended = ended
        guard isIn else {
            isEnded.withLock { $0 = true }
            return nil
        }
    }

    /// Ends it once, however often it is called.
    func end() {
        let isFirst = isEnded.withLock { isEnded in
            defer { isEnded = true }
            return !isEnded
        }
        guard isFirst else { return }
        counter.end(on: connection, at: world.now)
        ended()
    }

    deinit { end() }
}
