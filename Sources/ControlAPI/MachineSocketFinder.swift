package import FlyAPI
import Synchronization

/// Tells the path of a running machine's unix socket, nil when it cannot have one. Whoever binds the sockets needs the routes, and the routes need
/// to know the paths: so the one is told of the other later.
package final class MachineSocketFinder: Sendable {
    package typealias Find = @Sendable (CallingMachine) async -> String?

    private let finder = Mutex<Find?>(nil)

    package init() {}

    package var find: Find? {
        get { finder.withLock { $0 } }
        set { finder.withLock { $0 = newValue } }
    }
}
