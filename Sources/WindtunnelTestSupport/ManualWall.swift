package import MachineRules
package import Simulation
import Synchronization

/// A wall clock that a test moves by hand; it begins at ``start``.
package final class ManualWall: Sendable {
    /// 2026-08-01T12:00:00Z, when everything in the tests begins.
    package static let start = Timestamp(milliseconds: 1_785_585_600_000)

    private let time = Mutex(ManualWall.start)

    package init() {}

    package func advance(by duration: Duration) {
        time.withLock { $0 += duration }
    }

    package var clock: WallClock {
        WallClock { self.time.withLock { $0 } }
    }
}
