/// What a replay does with a request, in the words of VCR.
package enum ReplayMode: String, Sendable, Hashable, CaseIterable {
    /// Records where there is no file yet; replays where there is, and nothing new is let through.
    case once
    /// Replays what is recorded and records what is not.
    case newEpisodes = "new-episodes"
    /// Replays only.
    case none
    /// Records everything anew, replays nothing.
    case all

    package enum Decision: Sendable, Hashable {
        case replay
        /// Passes the request on and writes what came.
        case record
        case miss
    }

    /// - Parameters:
    ///   - isRecorded: whether the recording has an answer.
    ///   - hadFile: whether there was a recording when the run began.
    package func decision(isRecorded: Bool, hadFile: Bool) -> Decision {
        switch self {
        case .all: .record
        case .newEpisodes: isRecorded ? .replay : .record
        case .none: isRecorded ? .replay : .miss
        case .once: isRecorded && hadFile ? .replay : hadFile ? .miss : .record
        }
    }

    /// Whether this mode ever asks the real service.
    package func needsUpstream(hadFile: Bool) -> Bool {
        switch self {
        case .all, .newEpisodes: true
        case .once: !hadFile
        case .none: false
        }
    }
}
