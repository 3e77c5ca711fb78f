import OrderedJSON
import Testing

@testable import MachineRules

@Suite("A process that ends by itself")
struct ExitTests {
    static let failure = ExitStatus(exitCode: 1)
    static let oom = ExitStatus(exitCode: 0, oomKilled: true)

    @Test(
        "The policy decides whether it starts again",
        arguments: [
            (.no, .clean, 0, false), (.no, failure, 0, false), (.no, .killed, 0, false),
            (.always, .clean, 0, true), (.always, failure, 0, true), (.always, failure, 1000, true),
            (.onFailure, .clean, 0, false), (.onFailure, failure, 0, true), (.onFailure, .killed, 0, true),
            (.onFailure, oom, 0, true), (.onFailure, failure, 2, true), (.onFailure, failure, 3, false),
        ] as [(RestartPolicy.Policy, ExitStatus, Int, Bool)])
    func followsPolicy(policy: RestartPolicy.Policy, status: ExitStatus, used: Int, restarts: Bool) {
        var machine = MachineLifecycle(
            state: .started, step: .exit(status), restartCount: used, crashingSince: used > 0 ? .noon : nil)
        let effects = machine.completeStep(at: .noon, facts: .facts(policy, maxRetries: 3))
        #expect(machine.state == .stopped)
        #expect(machine.step == (restarts ? .retry : nil))
        #expect(machine.restartCount == used + (restarts ? 1 : 0))
        #expect(effects.events == ["exit/stopped/flyd"])
        let exit = effects.request(of: "exit")
        #expect(exit?["restart_count"] == .int(machine.restartCount))
        #expect(exit?["exit_event"]?["restarting"] == .bool(restarts))
        #expect(exit?["exit_event"]?["requested_stop"] == false)
        #expect(exit?["exit_event"]?["guest_exit_code"] == .int(status.exitCode))
        #expect(exit?["exit_event"]?["exit_code"] == .int(status.exitCode))
        #expect(exit?["exit_event"]?["guest_signal"] == .int(status.signal))
        #expect(exit?["exit_event"]?["oom_killed"] == .bool(status.oomKilled))
    }

    @Test("No retries at all is a policy too")
    func allowsZeroRetries() {
        var machine = MachineLifecycle(state: .started, step: .exit(Self.failure))
        _ = machine.completeStep(at: .noon, facts: .facts(maxRetries: 0))
        #expect(machine == MachineLifecycle(state: .stopped, step: nil))
    }

    @Test("A restart by policy goes through stopped and starting, and counts")
    func restarts() {
        var machine = MachineLifecycle(state: .started, step: .exit(Self.failure), boots: 1)
        _ = machine.completeStep(at: .noon, facts: .facts())
        #expect(machine.crashingSince == .noon)
        let retried = machine.completeStep(at: .noon, facts: .facts())
        #expect(retried.events == ["restart/starting/flyd"])
        #expect(retried.request(of: "restart") == ["restart_count": 1])
        #expect(machine.state == .starting)
        _ = machine.completeStep(at: .noon, facts: .facts())
        #expect(
            machine
                == MachineLifecycle(state: .started, step: nil, restartCount: 1, crashingSince: .noon, boots: 2))
    }

    /// Lets a started machine crash at these seconds after noon.
    private func crash(at seconds: [Int], maxRetries: Int) -> MachineLifecycle {
        var machine = MachineLifecycle(state: .started, step: nil)
        for second in seconds {
            let time = Timestamp.noon + .seconds(second)
            guard (try? machine.requestExit(Self.failure)) != nil else { continue }
            while machine.step != nil { _ = machine.completeStep(at: time, facts: .facts(maxRetries: maxRetries)) }
        }
        return machine
    }

    @Test(
        "Retries are counted within five minutes of the first crash",
        arguments: [
            ([0, 1], 2, MachineState.started, 2), ([0, 1, 2], 2, .stopped, 2), ([0, 100, 300], 2, .stopped, 2),
            ([0, 100, 301], 2, .started, 1), ([0, 301, 302, 601], 2, .stopped, 2),
            ([0, 301, 302, 602], 2, .started, 1),
        ] as [([Int], Int, MachineState, Int)])
    func countsWithinWindow(seconds: [Int], maxRetries: Int, state: MachineState, count: Int) {
        let machine = crash(at: seconds, maxRetries: maxRetries)
        #expect(machine.state == state)
        #expect(machine.restartCount == count)
    }

    @Test("A machine that destroys itself goes after its final exit, not before")
    func destroysItself() {
        var machine = MachineLifecycle(state: .started, step: .exit(Self.failure))
        let facts = MachineLifecycle.Facts.facts(maxRetries: 1, autoDestroy: true)
        _ = machine.completeStep(at: .noon, facts: facts)
        #expect(machine.step == .retry)
        _ = machine.completeStep(at: .noon, facts: facts)
        _ = machine.completeStep(at: .noon, facts: facts)
        #expect(machine.state == .started)
        _ = try? machine.requestExit(Self.failure)
        var events: [String] = []
        while machine.step != nil { events += machine.completeStep(at: .noon, facts: facts).events }
        #expect(machine.state == .destroyed)
        #expect(events == ["exit/stopped/flyd", "destroy/destroying/flyd", "destroy/destroyed/flyd"])
    }

    @Test("A stop takes the place of an exit that was about to happen")
    func stopWinsOverExit() throws {
        var machine = MachineLifecycle(state: .started, step: .exit(Self.failure))
        _ = try machine.requestStop(by: .user)
        let effects = machine.completeStep(at: .noon, facts: .facts(.always))
        #expect(effects.request(of: "exit")?["exit_event"]?["requested_stop"] == true)
        #expect(machine == MachineLifecycle(state: .stopped, step: nil))
    }
}
