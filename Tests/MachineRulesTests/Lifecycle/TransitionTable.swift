@testable import MachineRules

/// One row: from a state, asked so, what becomes of the machine.
struct Transition: Sendable, CustomStringConvertible {
    enum Outcome: Sendable {
        /// A new state and step, with these events.
        case moves(MachineState, Step, [String])
        /// Granted, and nothing changes.
        case stays
        /// Refused with this literal text.
        case refused(String)
    }

    let from: MachineLifecycle
    let request: LifecycleRequest
    let outcome: Outcome

    var description: String {
        "\(from.state) \(from.step.map { "(\($0.name)) " } ?? "")asked to \(request)"
    }
}

extension Transition {
    /// The same request in several states.
    private static func rows(_ request: LifecycleRequest, _ states: [MachineState], _ outcome: Outcome) -> [Transition]
    {
        states.map { Transition(from: .at($0), request: request, outcome: outcome) }
    }

    /// A refusal that names the verb and the state.
    private static func unable(_ verb: String, _ request: LifecycleRequest, _ states: [MachineState]) -> [Transition] {
        states.map { state in
            Transition(
                from: .at(state), request: request,
                outcome: .refused(
                    "failed_precondition: unable to \(verb) machine from current state: '\(state.rawValue)'"
                )
            )
        }
    }

    private static func one(
        _ state: MachineState,
        _ step: Step?,
        _ request: LifecycleRequest,
        _ outcome: Outcome
    ) -> [Transition] {
        [Transition(from: MachineLifecycle(state: state, step: step), request: request, outcome: outcome)]
    }

    static let start: [Transition] =
        rows(.start(.user), [.stopped, .failed], .moves(.starting, .boot, ["start/starting/user"]))
        + rows(.start(.user), [.suspended, .suspending], .moves(.starting, .resume, ["start/starting/user"]))
        + rows(.start(.user), [.started], .stays)
        + rows(
            .start(.user), [.starting, .restarting],
            .refused("failed_precondition: machine still attempting to start")
        )
        + rows(
            .start(.user), [.replacing],
            .refused("failed_precondition: machine getting replaced, refusing to start")
        )
        + unable("start", .start(.user), [.created, .stopping, .destroying, .destroyed])
        + one(.stopped, .retry, .start(.user), .moves(.starting, .boot, ["start/starting/user"]))
        + one(
            .created, .prepare, .start(.user),
            .refused("failed_precondition: unable to start machine from current state: 'created'")
        )

    static let proxyStart: [Transition] =
        rows(.start(.proxy), [.stopped, .failed], .moves(.starting, .boot, ["start/starting/proxy"]))
        + rows(.start(.proxy), [.suspended, .suspending], .moves(.starting, .resume, ["start/starting/proxy"]))
        + rows(.start(.proxy), [.started, .created], .stays)
        + one(.created, .prepare, .start(.proxy), .moves(.created, .launch, ["start/starting/proxy"]))

    static let stop: [Transition] =
        rows(
            .stop(.user), [.started, .starting, .restarting, .suspending],
            .moves(.stopping, .stop, ["stop/stopping/user"])
        )
        + rows(.stop(.user), [.suspended], .moves(.stopping, .discard, ["stop/stopping/user"]))
        + rows(.stop(.user), [.stopped, .created, .failed, .stopping], .stays)
        + unable("stop", .stop(.user), [.replacing, .destroying, .destroyed])
        + rows(.stop(.proxy), [.started], .moves(.stopping, .stop, ["stop/stopping/proxy"]))

    static let suspend: [Transition] =
        rows(.suspend(.user), [.started], .moves(.suspending, .suspend, ["suspend/suspending/user"]))
        + rows(.suspend(.user), [.suspended, .suspending], .stays)
        + unable(
            "suspend", .suspend(.user),
            [.created, .starting, .stopping, .stopped, .restarting, .replacing, .failed, .destroying, .destroyed]
        )
        + rows(.suspend(.proxy), [.started], .moves(.suspending, .suspend, ["suspend/suspending/proxy"]))

    static let restart: [Transition] =
        rows(.restart, [.started], .moves(.restarting, .halt, ["restart/stopping/user"]))
        + rows(.restart, [.stopped, .suspended, .failed], .moves(.starting, .boot, ["restart/starting/flyd"]))
        + unable(
            "restart", .restart,
            [.created, .starting, .stopping, .suspending, .restarting, .replacing, .destroying, .destroyed]
        )

    static let destroy: [Transition] =
        rows(
            .destroy(force: false), [.stopped, .suspended, .failed, .created],
            .moves(.destroying, .destroy, ["destroy/destroying/user"])
        )
        + rows(.destroy(force: false), [.destroying, .destroyed], .stays)
        + rows(
            .destroy(force: false), [.starting, .started, .stopping, .suspending, .restarting, .replacing],
            .refused(
                "failed_precondition: unable to destroy machine, not currently stopped, suspended, failed or created"
            )
        )

    static let forcedDestroy: [Transition] =
        rows(
            .destroy(force: true), [.started, .stopping, .suspending, .restarting],
            .moves(.destroying, .destroy, ["destroy/destroying/user", "exit/stopped/flyd"])
        )
        + rows(
            .destroy(force: true), [.created, .starting, .stopped, .suspended, .failed, .replacing],
            .moves(.destroying, .destroy, ["destroy/destroying/user"])
        )
        + rows(.destroy(force: true), [.destroying, .destroyed], .stays)

    static let exit: [Transition] =
        rows(
            .exit(.killed),
            [
                .created, .starting, .stopping, .stopped, .suspending, .suspended, .restarting, .replacing, .failed,
                .destroying, .destroyed,
            ],
            .refused("failed_precondition: machine not running")
        )
        + rows(.exit(.killed), [.started], .moves(.started, .exit(.killed), []))

    /// What an update leaves behind: a process that ran has to end first, and some boot again (section 4.5).
    private static func replaced(
        _ states: [MachineState],
        skipLaunch: Bool = false,
        ranBefore: Bool,
        boots: Bool
    ) -> [Transition] {
        rows(
            .update(skipLaunch: skipLaunch), states,
            .moves(
                .replacing, .replace(Step.Replacement(ranBefore: ranBefore, boots: boots)), ["update/replacing/user"]
            )
        )
    }

    static let update: [Transition] =
        replaced([.started, .restarting], ranBefore: true, boots: true)
        + replaced([.starting, .failed, .created], ranBefore: false, boots: true)
        + replaced([.stopped, .suspended], ranBefore: false, boots: false)
        + replaced([.stopping, .suspending], ranBefore: true, boots: false)
        + rows(
            .update(skipLaunch: false), [.replacing],
            .refused("aborted: machine update failed due to concurrent update")
        )
        + unable("update", .update(skipLaunch: false), [.destroying, .destroyed])
        + one(
            .created, .prepare, .update(skipLaunch: false),
            .moves(
                .replacing, .replace(Step.Replacement(ranBefore: false, boots: false)), ["update/replacing/user"]
            )
        )
        + one(
            .stopped, .retry, .update(skipLaunch: false),
            .moves(.replacing, .replace(Step.Replacement(ranBefore: false, boots: true)), ["update/replacing/user"])
        )
        + replaced([.started, .restarting], skipLaunch: true, ranBefore: true, boots: false)
        + replaced(
            [.starting, .failed, .created, .stopped, .suspended], skipLaunch: true, ranBefore: false, boots: false
        )

    static let all = start + proxyStart + stop + suspend + restart + destroy + forcedDestroy + exit + update
}
