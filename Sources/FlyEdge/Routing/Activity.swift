import MachineRules
import Simulation
import Synchronization

/// What the edge has under way: open requests a machine, and when the last one ended.
final class Activity: Sendable {
    struct Key: Hashable {
        let world: String
        let machine: MachineID

        init(_ machine: MachineID, in world: World) {
            self.world = world.name
            self.machine = machine
        }
    }

    struct Load: Sendable {
        var open = 0
        /// World time of the last request's begin or end, or of the start.
        var last: Timestamp
    }

    private let loads = Mutex<[Key: Load]>([:])

    func open(_ key: Key) -> Int {
        loads.withLock { $0[key]?.open ?? 0 }
    }

    func load(_ key: Key) -> Load? {
        loads.withLock { $0[key] }
    }

    func begin(_ key: Key, at time: Timestamp) {
        loads.withLock { loads in
            loads[key, default: Load(last: time)].open += 1
            loads[key]?.last = time
        }
    }

    func end(_ key: Key, at time: Timestamp) {
        loads.withLock { loads in
            loads[key]?.open -= 1
            loads[key]?.last = time
        }
    }

    /// A machine came up: its idle time begins.
    func touch(_ key: Key, at time: Timestamp) {
        loads.withLock { $0[key, default: Load(last: time)].last = time }
    }

    /// Forgets a machine unless requests are open.
    func forget(_ key: Key) {
        loads.withLock { loads in
            if loads[key]?.open == 0 { loads[key] = nil }
        }
    }
}
