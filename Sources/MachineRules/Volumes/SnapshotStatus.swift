/// How far a volume's snapshot is, in the wire's words (reference/machines-rest.md, section 3.11).
package enum SnapshotStatus: String, Sendable, Hashable, CaseIterable {
    /// Somebody asked for it.
    case pending
    /// It is the day's automatic one (chosen: which of the two words means what is not known).
    case waiting
    case running
    case created
    /// Its files could not be copied.
    case failed

    /// Nothing more happens to it by itself.
    package var isFinished: Bool { self == .created || self == .failed }

    /// What comes next without being asked, and the step that takes time until then.
    package var next: (status: SnapshotStatus, after: VolumeStep)? {
        switch self {
        case .pending, .waiting: (.running, .queueSnapshot)
        case .running: (.created, .takeSnapshot)
        case .created, .failed: nil
        }
    }
}

/// What is true of all snapshots.
package enum SnapshotRules {
    /// Between two automatic snapshots of a volume (documented: daily).
    package static let automaticInterval = Duration.seconds(24 * 3600)

    /// Only one at a time (recorded).
    /// - Parameter time: when the pending one was asked for.
    package static func alreadyScheduled(at time: Timestamp) -> Refusal {
        Refusal(.snapshotScheduled, ["time": time.rfc3339])
    }

    /// There is no such snapshot to restore, or it is another organization's (chosen).
    package static let notFound = Refusal(.snapshotNotFound)

    /// Only a finished snapshot can be restored: 422 (text chosen).
    package static func requireRestorable(_ id: SnapshotID, _ status: SnapshotStatus) throws(Refusal) {
        guard status != .created else { return }
        throw Refusal(.snapshotNotRestorable, ["snapshot": id, "status": status.rawValue])
    }

    /// When a snapshot made at this time is dropped.
    /// - Parameter days: its retention.
    package static func expiry(of finished: Timestamp, days: Int) -> Timestamp {
        finished + .seconds(days * 24 * 3600)
    }
}
