package import Fixtures

/// What is done with a recording while an emulator runs: it is made, or it answers.
package struct FixtureSettings: Sendable, Hashable {
    package enum Purpose: Sendable, Hashable {
        /// Every request goes to the real service, and what went over the wire into the file.
        case record
        /// The file answers.
        /// - Parameter spy: whether the emulator answers what is not recorded.
        case replay(ReplayMode, spy: Bool)
    }

    /// The path of the HAR file.
    package var file: String
    package var purpose: Purpose
    /// Where requests are passed on to; nil when nothing is ever asked but the file.
    package var upstreams: UpstreamSites?
    /// The path of a JSON document that ``Fixtures/MatchRules`` reads; nil for the usual rules.
    package var rulesFile: String?
    /// What moves a reader from one recorded answer to the next.
    package var pace: Replay.Pace
    /// Whether times in answers stay as they were recorded.
    package var keepsTimes: Bool

    package init(
        file: String, purpose: Purpose, upstreams: UpstreamSites? = nil, rulesFile: String? = nil,
        pace: Replay.Pace = .clock, keepsTimes: Bool = false
    ) {
        self.file = file
        self.purpose = purpose
        self.upstreams = upstreams
        self.rulesFile = rulesFile
        self.pace = pace
        self.keepsTimes = keepsTimes
    }

    /// Whether requests may reach another service, which then needs the caller's own token.
    package var mayAskUpstream: Bool { upstreams != nil }
}
