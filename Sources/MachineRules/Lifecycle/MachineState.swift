/// The states of a machine, in the words of the API (reference/machines-rest.md, section 4.1).
package enum MachineState: String, Sendable, Hashable, CaseIterable {
    case created
    case starting
    case started
    case stopping
    case stopped
    case suspending
    case suspended
    case restarting
    case replacing
    case failed
    case destroying
    case destroyed

    /// Nothing more happens by itself: what `wait?state=settled` waits for. `created` is a step of preparation that
    /// ends by itself, so it does not count (basis: chosen, section 4.8).
    package var isSettled: Bool {
        switch self {
        case .started, .stopped, .suspended, .failed, .destroyed: true
        case .created, .starting, .stopping, .suspending, .restarting, .replacing, .destroying: false
        }
    }

    /// A process lives behind the machine's ports, frozen or not.
    package var holdsProcess: Bool {
        switch self {
        case .started, .suspending, .suspended, .stopping, .restarting: true
        case .created, .starting, .stopped, .replacing, .failed, .destroying, .destroyed: false
        }
    }

    package var isDestroyed: Bool { self == .destroying || self == .destroyed }
}
