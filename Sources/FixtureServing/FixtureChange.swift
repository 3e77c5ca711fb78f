package import Fixtures

/// A change to a replay under way; what is nil stays.
package struct FixtureChange: Sendable, Hashable {
    package let mode: ReplayMode?
    package let pace: Replay.Pace?
    /// Whether the emulator answers what is not recorded.
    package let spy: Bool?
    /// Whether the world's run begins anew.
    package let rewinds: Bool

    package init(mode: ReplayMode? = nil, pace: Replay.Pace? = nil, spy: Bool? = nil, rewinds: Bool = false) {
        self.mode = mode
        self.pace = pace
        self.spy = spy
        self.rewinds = rewinds
    }
}
