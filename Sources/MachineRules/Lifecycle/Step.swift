package import OrderedJSON

/// What a machine does next without being asked. A machine has at most one; it is stored with its due time, so that an
/// emulator killed in between goes on where it was.
package enum Step: Sendable, Hashable {
    /// `created` → `stopped`: the image is prepared, nothing is launched (`skip_launch`).
    case prepare
    /// `created` → `started`: the first boot.
    case launch
    /// `starting` → `started` from cold.
    case boot
    /// `starting` → `started` from a memory snapshot.
    case resume
    /// `stopping` → `stopped`: the process obeyed, or was killed after its stop timeout.
    case stop
    /// `stopping` → `stopped` of a suspended machine: only the snapshot goes.
    case discard
    /// The process is killed, not asked: `stopping` → `stopped`, or `restarting` → `starting` where it boots again.
    case kill(boots: Bool)
    /// `suspending` → `suspended`.
    case suspend
    /// `restarting` → `starting`: the old process is gone.
    case halt
    /// `replacing` → `started` or `stopped`, see ``Replacement``.
    case replace(Replacement)
    /// `stopped` → `starting`: the restart policy acts.
    case retry
    /// `started` → the process ends by itself.
    case exit(ExitStatus)
    /// `stopped` → `destroying`: `auto_destroy`.
    case expire
    /// `destroying` → `destroyed`.
    case destroy

    /// What an update does to the machine it replaces.
    package struct Replacement: Sendable, Hashable {
        /// A process ran and has to end first.
        package let ranBefore: Bool
        /// The new version boots; otherwise it rests `stopped`.
        package let boots: Bool

        package init(ranBefore: Bool, boots: Bool) {
            self.ranBefore = ranBefore
            self.boots = boots
        }
    }
}

extension Step {
    /// Whether the step waits for a process that was asked to end.
    package var awaitsExit: Bool {
        switch self {
        case .stop, .halt: true
        case .replace(let replacement): replacement.ranBefore
        case .prepare, .launch, .boot, .resume, .discard, .kill, .suspend, .retry, .exit, .expire, .destroy: false
        }
    }
}

// MARK: - Stored form

extension Step {
    /// The step's word, as it is stored and as the controls show it.
    package var name: String {
        switch self {
        case .prepare: "prepare"
        case .launch: "launch"
        case .boot: "boot"
        case .resume: "resume"
        case .stop: "stop"
        case .discard: "discard"
        case .kill: "kill"
        case .suspend: "suspend"
        case .halt: "halt"
        case .replace: "replace"
        case .retry: "retry"
        case .exit: "exit"
        case .expire: "expire"
        case .destroy: "destroy"
        }
    }

    /// What the word alone does not tell.
    package var detail: JSON {
        switch self {
        case .replace(let replacement):
            ["ran_before": .bool(replacement.ranBefore), "boots": .bool(replacement.boots)]
        case .kill(let boots): ["boots": .bool(boots)]
        case .exit(let status):
            [
                "exit_code": .int(status.exitCode), "signal": .int(status.signal),
                "oom_killed": .bool(status.oomKilled),
            ]
        default: .null
        }
    }

    /// Reads a stored step back; nil for a word this version does not know.
    package init?(name: String, detail: JSON) {
        switch name {
        case "prepare": self = .prepare
        case "launch": self = .launch
        case "boot": self = .boot
        case "resume": self = .resume
        case "stop": self = .stop
        case "discard": self = .discard
        case "suspend": self = .suspend
        case "halt": self = .halt
        case "retry": self = .retry
        case "expire": self = .expire
        case "destroy": self = .destroy
        case "replace":
            guard let ranBefore = detail["ran_before"]?.boolValue, let boots = detail["boots"]?.boolValue
            else { return nil }
            self = .replace(Replacement(ranBefore: ranBefore, boots: boots))
        case "kill":
            guard let boots = detail["boots"]?.boolValue else { return nil }
            self = .kill(boots: boots)
        case "exit":
            guard let exitCode = detail["exit_code"]?.intValue, let signal = detail["signal"]?.intValue,
                let oomKilled = detail["oom_killed"]?.boolValue
            else { return nil }
            self = .exit(ExitStatus(exitCode: exitCode, signal: signal, oomKilled: oomKilled))
        default: return nil
        }
    }

    /// The state the step leads to, as far as it can be told beforehand.
    package var destination: MachineState {
        switch self {
        case .prepare, .stop, .discard, .exit: .stopped
        case .launch, .boot, .resume: .started
        case .kill(let boots): boots ? .starting : .stopped
        case .suspend: .suspended
        case .halt, .retry: .starting
        case .replace(let replacement): replacement.boots ? .started : .stopped
        case .expire: .destroying
        case .destroy: .destroyed
        }
    }
}
