/// A volume's state on the wire, and what follows it by itself (reference/machines-rest.md, section 4.10).
///
/// Three states that were seen of the real service are never entered here: `recovering`, `fork_cleanup` and
/// `waiting_for_detach`. Neither is `scheduling_destroy`: a delete is answered `pending_destroy`, as lately reported.
package enum VolumeState: String, Sendable, Hashable, CaseIterable {
    case creating
    case restoring
    case enablingRemoteExport = "enabling_remote_export"
    case hydrating
    case created
    case extending
    case pendingDestroy = "pending_destroy"
    case destroying
    case destroyed

    /// A machine may take it: once it is made, and a fork while its blocks still arrive (reported).
    package var isMountable: Bool { self == .created || self == .hydrating || self == .extending }

    /// All its files are there to be copied: by a snapshot or a fork (chosen).
    package var isReadable: Bool { self == .created || self == .extending }

    /// Somebody deleted it: it is still shown, and good for nothing.
    package var isDeleted: Bool { self == .pendingDestroy || self == .destroying || self == .destroyed }

    /// What comes next without being asked, and the step that takes time until then.
    /// - Parameter origin: how the volume was made.
    package func next(of origin: VolumeOrigin) -> (state: VolumeState, after: VolumeStep)? {
        switch self {
        case .creating:
            switch origin {
            case .blank: (.created, .prepare)
            case .snapshot: (.restoring, .prepare)
            case .fork: (.enablingRemoteExport, .prepare)
            }
        case .restoring: (.created, .restore)
        case .enablingRemoteExport: (.hydrating, .export)
        case .hydrating: (.created, .hydrate)
        case .extending: (.created, .extend)
        case .destroying: (.destroyed, .destroy)
        case .created, .pendingDestroy, .destroyed: nil
        }
    }

    /// 412 for a request that this state does not allow; the form is that of the refused start of a machine (chosen).
    /// - Parameter verb: what was wanted: `attach`, `extend` …
    package func refusal(to verb: String) -> Refusal {
        Refusal(.volumeActionImpossible, ["action": verb, "state": rawValue])
    }
}

/// How a volume was made, which says what it goes through until it is `created`.
package enum VolumeOrigin: String, Sendable, Hashable, CaseIterable {
    case blank
    /// Restored from a snapshot.
    case snapshot
    /// Forked from another volume.
    case fork

    /// The state of a new volume: an empty one is there at once (chosen; the service usually answers so).
    package var firstState: VolumeState { self == .blank ? .created : .creating }
}
