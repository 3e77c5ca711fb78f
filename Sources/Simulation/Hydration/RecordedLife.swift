import Fixtures
import MachineRules
import OrderedJSON

/// Where a recorded machine stands in its life: the state it was last seen in, and what is pending because of that.
struct RecordedLife {
    let lifecycle: MachineLifecycle
    /// When the machine last began, or ceased, to be `started`, as far as its events tell.
    let servingChangedAt: Timestamp?

    /// Nil for a machine whose state was never seen, or is a word of no machine.
    init?(_ machine: RecordedMachine, config: MachineConfig) {
        guard let state = machine.state.flatMap(Self.state) else { return nil }
        let events = machine.events
        let exit = events.last.flatMap { $0.text("type") == "exit" ? $0["request"] : nil }
        let isRetrying = state == .stopped && exit?["exit_event"]?["restarting"] == true
        lifecycle = MachineLifecycle(
            state: state,
            step: isRetrying && exit?["exit_event"]?["requested_stop"] != true
                ? .retry : Self.step(in: state, of: machine, config),
            restartCount: isRetrying ? exit?["restart_count"]?.intValue ?? 0 : 0,
            crashingSince: isRetrying ? events.last.flatMap(Self.time(of:)) : nil,
            boots: max(events.count { Self.isStart($0) }, state.holdsProcess ? 1 : 0)
        )
        var (isServing, changedAt): (Bool, Timestamp?) = (false, nil)
        for event in events where (event.text("status") == MachineState.started.rawValue) != isServing {
            isServing.toggle()
            changedAt = Self.time(of: event) ?? changedAt
        }
        servingChangedAt = isServing == (state == .started) ? changedAt : nil
    }

    /// Three words of the service are other words here: a machine that is being made or updated goes through the same
    /// steps, and one that failed to launch rests as failed (chosen).
    static func state(_ word: String) -> MachineState? {
        switch word {
        case "creating": .created
        case "updating": .replacing
        case "launch_failed": .failed
        default: MachineState(rawValue: word)
        }
    }

    /// What comes next by itself, from the state and the one before it.
    private static func step(in state: MachineState, of machine: RecordedMachine, _ config: MachineConfig) -> Step? {
        let before = stateBefore(state, machine)
        let boots = !machine.skipsLaunch
        switch state {
        case .created: return boots && config.standbys.isEmpty ? .launch : .prepare
        case .starting: return before == .suspended || before == .suspending ? .resume : .boot
        case .stopping: return before == .suspended ? .discard : .stop
        case .suspending: return .suspend
        case .restarting: return .halt
        case .replacing:
            switch before {
            case .stopped, .suspended: return .replace(Step.Replacement(ranBefore: false, boots: false))
            case .stopping, .suspending: return .replace(Step.Replacement(ranBefore: true, boots: false))
            case .created, .starting, .failed: return .replace(Step.Replacement(ranBefore: false, boots: boots))
            case .started, .restarting, .replacing, .destroying, .destroyed, nil:
                return .replace(Step.Replacement(ranBefore: true, boots: boots))
            }
        case .stopped:
            let hasEnded = machine.events.last.map { ["exit", "stop"].contains($0.text("type")) } ?? false
            return config.autoDestroy && hasEnded ? .expire : nil
        case .destroying: return .destroy
        case .started, .suspended, .failed, .destroyed: return nil
        }
    }

    /// By the events where they are as new as the state, else by what was seen.
    private static func stateBefore(_ state: MachineState, _ machine: RecordedMachine) -> MachineState? {
        let words = machine.events.map { $0.text("status") ?? "" }
        guard words.last == state.rawValue else { return machine.stateBefore.flatMap(self.state) }
        return words.last { $0 != state.rawValue }.flatMap(self.state)
    }

    private static func isStart(_ event: JSONObject) -> Bool {
        event.text("type") == "start" && event.text("status") == MachineState.started.rawValue
    }

    static func time(of event: JSONObject) -> Timestamp? {
        event["timestamp"]?.intValue.map { Timestamp(milliseconds: Int64($0)) }
    }
}
