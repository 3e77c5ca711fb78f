import MachineRules
import Simulation
import Synchronization

/// A request under way: load of its machine until it ends, or until nobody keeps it any more, because the client may be
/// gone before its answer can begin.
final class OpenRequest: Sendable {
    private let key: Activity.Key
    private let world: World
    private let activity: Activity
    private let isEnded = Mutex(false)

    init(to machine: MachineID, in world: World, _ activity: Activity) {
        key = Activity.Key(machine, in: world)
        self.world = world
        self.activity = activity
        activity.begin(key, at: world.now)
    }

    /// Ends it once, however often it is called.
    func end() {
        let isFirst = isEnded.withLock { isEnded in
            defer { isEnded = true }
            return !isEnded
        }
        if isFirst { activity.end(key, at: world.now) }
    }

    deinit { end() }
}
