import OrderedJSON

/// The life cycle of one machine as a value: state and request in, new state and effects out.
///
/// No clock, no database, no randomness: the caller loads the value from its row, asks it, stores it back with the
/// effects, all in one transaction. Behaviour and texts are those of reference/machines-rest.md, section 4.
package struct MachineLifecycle: Sendable, Hashable {
    package private(set) var state: MachineState
    /// What happens next by itself.
    package private(set) var step: Step?
    /// Restarts by policy since the machine last ran well.
    package private(set) var restartCount: Int
    /// When the present series of crashes began.
    package private(set) var crashingSince: Timestamp?
    /// How often the machine booted from cold: tells one process from the next.
    package private(set) var boots: Int

    package init(
        state: MachineState,
        step: Step?,
        restartCount: Int = 0,
        crashingSince: Timestamp? = nil,
        boots: Int = 0
    ) {
        self.state = state
        self.step = step
        self.restartCount = restartCount
        self.crashingSince = crashingSince
        self.boots = boots
    }

    /// What follows from a decision.
    package enum Effect: Sendable, Hashable {
        case record(MachineEvent)
        /// The machine's ``step`` is new: give it a due time.
        case schedule(Step)
    }

    /// What the rules need to know of the machine's configuration.
    package struct Facts: Sendable, Hashable {
        package let restart: RestartPolicy
        package let autoDestroy: Bool
        /// Why the machine cannot be suspended, nil when it can (section 4.7).
        package let suspendObstacle: String?

        package init(restart: RestartPolicy, autoDestroy: Bool, suspendObstacle: String?) {
            self.restart = restart
            self.autoDestroy = autoDestroy
            self.suspendObstacle = suspendObstacle
        }
    }

    /// A series of crashes within this time uses up the retries (section 4.6).
    private static let crashWindow = Duration.seconds(300)

    // MARK: - Requests

    /// A new machine. It launches by itself unless `skipLaunch`, when it drifts to `stopped` once prepared.
    package static func create(skipLaunch: Bool) -> (MachineLifecycle, [Effect]) {
        let step = skipLaunch ? Step.prepare : .launch
        let effects: [Effect] = [
            .record(MachineEvent("launch", "pending", .flyd)), .record(MachineEvent("launch", "created", .user)),
            .schedule(step),
        ]
        return (MachineLifecycle(state: .created, step: step), effects)
    }

    /// Starts the machine. The proxy may start one that is still being prepared, an API call may not.
    package mutating func requestStart(by source: EventSource) throws(Refusal) -> [Effect] {
        switch state {
        case .started: return []
        case .stopped, .failed:
            // Whoever starts it by hand gives it all its retries again.
            if step != .retry { forgetCrashes() }
            return begin(.boot, state: .starting, [MachineEvent("start", "starting", source)])
        case .suspended, .suspending:
            return begin(.resume, state: .starting, [MachineEvent("start", "starting", source)])
        case .created where source == .proxy:
            guard step == .prepare else { return [] }
            return begin(.launch, state: .created, [MachineEvent("start", "starting", source)])
        case .starting, .restarting:
            throw Refusal(.machineStarting)
        case .replacing:
            throw Refusal(.machineReplaced)
        case .created, .stopping, .destroying, .destroyed:
            throw Refusal(.startImpossible, ["state": state.rawValue])
        }
    }

    /// Stops the machine; a resting machine stays as it is.
    /// - Parameter kills: the process is not asked but killed.
    package mutating func requestStop(by source: EventSource, kills: Bool = false) throws(Refusal) -> [Effect] {
        let event = MachineEvent("stop", "stopping", source, request: ["reason": ""])
        switch state {
        case .started, .starting, .restarting, .suspending:
            return begin(kills ? .kill(boots: false) : .stop, state: .stopping, [event])
        case .suspended: return begin(.discard, state: .stopping, [event])
        case .stopped, .created, .failed, .stopping:
            // A requested stop also ends what the restart policy was about to do.
            if step == .retry { step = nil }
            return []
        case .replacing, .destroying, .destroyed: throw unable(to: "stop")
        }
    }

    package mutating func requestSuspend(by source: EventSource, facts: Facts) throws(Refusal) -> [Effect] {
        switch state {
        case .started:
            if let obstacle = facts.suspendObstacle {
                throw Refusal(.suspendImpossible, ["reason": obstacle])
            }
            return begin(.suspend, state: .suspending, [MachineEvent("suspend", "suspending", source)])
        case .suspended, .suspending: return []
        case .created, .starting, .stopping, .stopped, .restarting, .replacing, .failed, .destroying, .destroyed:
            throw unable(to: "suspend")
        }
    }

    /// Ends the process and boots again; a resting machine just boots.
    /// - Parameter kills: the process is not asked but killed.
    package mutating func requestRestart(kills: Bool = false) throws(Refusal) -> [Effect] {
        switch state {
        case .started:
            let step = kills ? Step.kill(boots: true) : .halt
            return begin(step, state: .restarting, [MachineEvent("restart", "stopping", .user)])
        case .stopped, .suspended, .failed:
            return begin(.boot, state: .starting, [MachineEvent("restart", "starting", .flyd)])
        case .created, .starting, .stopping, .suspending, .restarting, .replacing, .destroying, .destroyed:
            throw unable(to: "restart")
        }
    }

    /// Replaces the machine's version. What ran, or was about to, or had failed, boots again; everything else rests
    /// `stopped` (section 4.5).
    package mutating func requestUpdate(skipLaunch: Bool) throws(Refusal) -> [Effect] {
        let replacement: Step.Replacement
        switch state {
        case .started, .restarting: replacement = Step.Replacement(ranBefore: true, boots: !skipLaunch)
        case .starting, .failed: replacement = Step.Replacement(ranBefore: false, boots: !skipLaunch)
        case .created: replacement = Step.Replacement(ranBefore: false, boots: !skipLaunch && step == .launch)
        case .stopped: replacement = Step.Replacement(ranBefore: false, boots: !skipLaunch && step == .retry)
        case .stopping, .suspending: replacement = Step.Replacement(ranBefore: true, boots: false)
        case .suspended: replacement = Step.Replacement(ranBefore: false, boots: false)
        case .replacing: throw Refusal(.concurrentUpdate)
        case .destroying, .destroyed: throw unable(to: "update")
        }
        forgetCrashes()
        return begin(.replace(replacement), state: .replacing, [MachineEvent("update", "replacing", .user)])
    }

    /// Destroys the machine; one that runs must be forced.
    package mutating func requestDestroy(force: Bool, at time: Timestamp) throws(Refusal) -> [Effect] {
        switch state {
        case .destroying, .destroyed: return []
        case .stopped, .suspended, .failed, .created: break
        case .starting, .started, .stopping, .suspending, .restarting, .replacing:
            guard force else {
                throw Refusal(.destroyImpossible)
            }
        }
        var events = [MachineEvent("destroy", "destroying", .user)]
        if state.holdsProcess, state != .suspended {
            events.append(exitEvent(.killed, at: time, requestedStop: true, restarting: false))
        }
        return begin(.destroy, state: .destroying, events)
    }

    /// The process behind a started machine is made to end so, as if by itself.
    package mutating func requestExit(_ status: ExitStatus) throws(Refusal) -> [Effect] {
        guard state == .started else { throw Refusal(.machineNotRunning) }
        step = .exit(status)
        return [.schedule(.exit(status))]
    }

    /// The process of the machine has ended, by itself or because the machine wanted it to: what waited for that goes
    /// on. Nothing for a machine that has no use for the news any more.
    package mutating func processEnded(_ status: ExitStatus, at time: Timestamp, facts: Facts) -> [Effect] {
        switch step {
        case nil where state == .started:
            step = .exit(status)
            return [.schedule(.exit(status))]
        case .stop, .halt, .kill, .replace(Step.Replacement(ranBefore: true, boots: true)),
            .replace(Step.Replacement(ranBefore: true, boots: false)):
            return completeStep(at: time, facts: facts, ending: status)
        case nil, .prepare, .launch, .boot, .resume, .discard, .suspend, .replace, .retry, .exit, .expire, .destroy:
            return []
        }
    }

    // MARK: - Steps

    /// Completes the pending step; nothing when there is none.
    /// - Parameter ending: how the process ended that the step was about; nil for one that did as it was told.
    package mutating func completeStep(
        at time: Timestamp,
        facts: Facts,
        ending: ExitStatus? = nil
    ) -> [Effect] {
        guard let due = step else { return [] }
        step = nil
        switch due {
        case .prepare: return rest(.stopped, [])
        case .launch, .boot:
            boots += 1
            return rest(.started, [MachineEvent("start", "started", .flyd)])
        case .resume: return rest(.started, [MachineEvent("start", "started", .flyd)])
        case .stop, .kill(boots: false):
            forgetCrashes()
            let status = ending ?? (due == .stop ? .clean : .killed)
            return afterExit(
                [exitEvent(status, at: time, requestedStop: true, restarting: false)], facts: facts
            )
        case .discard: return afterExit([MachineEvent("stop", "stopped", .flyd)], facts: facts)
        case .suspend: return rest(.suspended, [MachineEvent("suspend", "suspended", .flyd)])
        case .halt, .kill(boots: true):
            let status = ending ?? (due == .halt ? .clean : .killed)
            let exit = exitEvent(status, at: time, requestedStop: true, restarting: true)
            return begin(.boot, state: .starting, [exit, MachineEvent("restart", "starting", .flyd)])
        case .replace(let replacement): return completeReplacement(replacement, at: time, ending: ending ?? .clean)
        case .retry:
            let request: JSON = ["restart_count": .int(restartCount)]
            return begin(.boot, state: .starting, [MachineEvent("restart", "starting", .flyd, request: request)])
        case .exit(let status): return completeExit(status, at: time, facts: facts)
        case .expire: return begin(.destroy, state: .destroying, [MachineEvent("destroy", "destroying", .flyd)])
        case .destroy: return rest(.destroyed, [MachineEvent("destroy", "destroyed", .flyd)])
        }
    }

    private mutating func completeReplacement(
        _ replacement: Step.Replacement,
        at time: Timestamp,
        ending: ExitStatus
    ) -> [Effect] {
        var events: [MachineEvent] = []
        if replacement.ranBefore {
            events.append(exitEvent(ending, at: time, requestedStop: true, restarting: false))
        }
        events.append(MachineEvent("launch", "created", .flyd))
        guard replacement.boots else { return rest(.stopped, events) }
        boots += 1
        return rest(.started, events + [MachineEvent("start", "started", .flyd)])
    }

    private mutating func completeExit(_ status: ExitStatus, at time: Timestamp, facts: Facts) -> [Effect] {
        if let since = crashingSince, time - since > Self.crashWindow { forgetCrashes() }
        guard facts.restart.restarts(after: status, retriesUsed: restartCount) else {
            return afterExit([exitEvent(status, at: time, requestedStop: false, restarting: false)], facts: facts)
        }
        crashingSince = crashingSince ?? time
        restartCount += 1
        return begin(
            .retry, state: .stopped, [exitEvent(status, at: time, requestedStop: false, restarting: true)]
        )
    }

    private mutating func afterExit(_ events: [MachineEvent], facts: Facts) -> [Effect] {
        facts.autoDestroy ? begin(.expire, state: .stopped, events) : rest(.stopped, events)
    }

    // MARK: - Moves

    /// A series of crashes is over: the next crash is the first of a new one.
    private mutating func forgetCrashes() {
        restartCount = 0
        crashingSince = nil
    }

    private mutating func begin(_ next: Step, state newState: MachineState, _ events: [MachineEvent]) -> [Effect] {
        state = newState
        step = next
        return events.map(Effect.record) + [.schedule(next)]
    }

    private mutating func rest(_ newState: MachineState, _ events: [MachineEvent]) -> [Effect] {
        state = newState
        step = nil
        return events.map(Effect.record)
    }

    private func exitEvent(
        _ status: ExitStatus,
        at time: Timestamp,
        requestedStop: Bool,
        restarting: Bool
    ) -> MachineEvent {
        MachineEvent(
            "exit", "stopped", .flyd,
            request: status.request(
                at: time, requestedStop: requestedStop, restarting: restarting, restartCount: restartCount
            )
        )
    }

    /// Basis: chosen (section 4.2 gives the text as a proposal).
    private func unable(to verb: String) -> Refusal {
        Refusal(.actionImpossible, ["action": verb, "state": state.rawValue])
    }
}

extension RestartPolicy {
    /// Whether a process that ended so, unasked, is started again.
    package func restarts(after status: ExitStatus, retriesUsed: Int) -> Bool {
        switch policy {
        case .no: false
        case .always: true
        case .onFailure: status.isFailure && retriesUsed < maxRetries
        }
    }
}
