import OrderedJSON
import Testing

@testable import MachineRules

@Suite("Requests to a machine")
struct RequestTests {
    @Test("Each request does in each state what the transition table says", arguments: Transition.all)
    func followsTable(row: Transition) throws {
        var machine = row.from
        switch row.outcome {
        case .moves(let state, let step, let events):
            let effects = try row.request.ask(&machine, facts: .facts())
            #expect(machine.state == state)
            #expect(machine.step == step)
            #expect(effects.events == events)
            #expect(effects.scheduled == [step])
            #expect(effects.last == .schedule(step), "the step comes after what led to it")
        case .stays:
            #expect(try row.request.ask(&machine, facts: .facts()).isEmpty)
            #expect(machine == row.from)
        case .refused(let text):
            let refusal = #expect(throws: Refusal.self) { try row.request.ask(&machine, facts: .facts()) }
            #expect(refusal?.text == text)
            #expect(refusal?.kind == (text.hasPrefix("aborted") ? .conflict : .failedPrecondition))
            #expect(machine == row.from, "a refused request leaves nothing behind")
        }
    }

    @Test(
        "The table has a row for every state",
        arguments: [
            Transition.start, Transition.stop, Transition.suspend, Transition.restart, Transition.destroy,
            Transition.forcedDestroy, Transition.exit, Transition.update,
        ])
    func coversStates(table: [Transition]) {
        #expect(Set(table.map(\.from.state)) == Set(MachineState.allCases))
    }

    @Test("A new machine is created with two events, and launches unless told not to", arguments: [false, true])
    func creates(skipLaunch: Bool) {
        let (machine, effects) = MachineLifecycle.create(skipLaunch: skipLaunch)
        #expect(machine == MachineLifecycle(state: .created, step: skipLaunch ? .prepare : .launch))
        #expect(effects.events == ["launch/pending/flyd", "launch/created/user"])
        #expect(effects.scheduled == [skipLaunch ? .prepare : .launch])
    }

    @Test("A machine that cannot be suspended tells why")
    func tellsSuspendObstacle() {
        var machine = MachineLifecycle.at(.started)
        let refusal = #expect(throws: Refusal.self) {
            try machine.requestSuspend(by: .user, facts: .facts(suspendObstacle: "swap is configured"))
        }
        #expect(
            refusal
                == Refusal(
                    .failedPrecondition,
                    "failed_precondition: machine is not eligible for suspend: swap is configured"
                ))
        #expect(machine == .at(.started))
    }

    @Test(
        "An obstacle to suspending does not matter to a machine that is suspended",
        arguments: [
            MachineState.suspended, .suspending,
        ])
    func ignoresObstacleWhenSuspended(state: MachineState) throws {
        var machine = MachineLifecycle.at(state)
        #expect(try machine.requestSuspend(by: .user, facts: .facts(suspendObstacle: "no")).isEmpty)
    }

    @Test("A requested stop ends what the restart policy was about to do")
    func stopEndsRetry() throws {
        var machine = MachineLifecycle(state: .stopped, step: .retry, restartCount: 3, crashingSince: .noon)
        #expect(try machine.requestStop(by: .user).isEmpty)
        #expect(machine.state == .stopped)
        #expect(machine.step == nil)
    }

    @Test("A stop request does not save a machine that destroys itself")
    func stopKeepsExpiry() throws {
        var machine = MachineLifecycle(state: .stopped, step: .expire)
        #expect(try machine.requestStop(by: .user).isEmpty)
        #expect(machine.step == .expire)
    }

    @Test("A forced destroy kills the process, and says so")
    func forcedDestroyKills() throws {
        var machine = MachineLifecycle.at(.started)
        let effects = try machine.requestDestroy(force: true, at: .noon)
        let exit = effects.request(of: "exit")?["exit_event"]
        #expect(exit?["guest_signal"] == 9)
        #expect(exit?["exit_code"] == 137)
        #expect(exit?["requested_stop"] == true)
        #expect(exit?["restarting"] == false)
    }

    @Test("An update forgets the crashes of the old version", arguments: [false, true])
    func updateForgetsCrashes(skipLaunch: Bool) throws {
        var machine = MachineLifecycle(state: .started, step: nil, restartCount: 4, crashingSince: .noon)
        _ = try machine.requestUpdate(skipLaunch: skipLaunch)
        #expect(machine.restartCount == 0)
        #expect(machine.crashingSince == nil)
    }
}
