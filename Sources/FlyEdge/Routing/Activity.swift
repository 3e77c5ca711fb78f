import MachineRules
import Simulation
import Synchronization

/// What the edge has under way: a counter for each machine, which its routes share.
final class Activity: Sendable {
    struct Key: Hashable {
        let world: String
        let machine: MachineID

        init(_ machine: MachineID, in world: World) {
            self.world = world.name
            self.machine = machine
        }
    }

    private let counters = Mutex<[Key: LoadCounter]>([:])

    /// The counter of a machine, made on first use.
    func counter(_ key: Key) -> LoadCounter {
        counters.withLock { counters in
            if let counter = counters[key] { return counter }
            let counter = LoadCounter()
            counters[key] = counter
            return counter
        }
    }

    /// Forgets a machine that is gone. Requests still open count on where nobody looks any more.
    func forget(_ key: Key) {
        counters.withLock { $0[key] = nil }
    }
}
