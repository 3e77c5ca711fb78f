import OrderedJSON
import Testing

@testable import MachineRules

@Suite("How a stop or a restart wants the process ended")
struct StopOrderTests {
    private func config(_ stop: JSON) -> MachineConfig {
        MachineConfig(stored: ["image": "demo", "stop_config": stop])
    }

    @Test("What is empty or zero is left to the configuration")
    func configured() throws {
        for timeout in [nil, GoDuration(nanoseconds: 0)] {
            for signal in [nil, ""] {
                #expect(try StopOrder(signal: signal, timeout: timeout) == .configured)
            }
        }
        #expect(try StopOrder.restart(signal: nil, timeout: nil, forced: false) == .configured)
        #expect(try StopOrder.restart(signal: "", timeout: "0s", forced: false) == .configured)
    }

    @Test(
        "A restart's time is Go's duration or a number of seconds, 300 s at most",
        arguments: [
            ("10s", Duration.seconds(10)), ("10", .seconds(10)), ("1m30s", .seconds(90)), ("250ms", .milliseconds(250)),
            ("10m", .seconds(300)), ("2147483647", .seconds(300)),
        ])
    func times(text: String, timeout: Duration) throws {
        #expect(try StopOrder.restart(signal: nil, timeout: text, forced: false).timeout == timeout)
    }

    @Test(
        "A time that is none is refused",
        arguments: [
            ("soon", "time: invalid duration \"soon\""), ("5d", "time: unknown unit \"d\" in duration \"5d\""),
            ("-1s", "invalid_argument: timeout must not be negative"),
            ("-3", "invalid_argument: timeout must not be negative"),
        ])
    func badTimes(text: String, refusal: String) {
        #expect(throws: Refusal(.invalidArgument, refusal)) {
            try StopOrder.restart(signal: nil, timeout: text, forced: false)
        }
    }

    @Test("SIGKILL kills, from whichever side it comes; the order's word counts before the configuration's")
    func kills() throws {
        let kill = try StopOrder(signal: "SIGKILL", timeout: nil)
        let term = try StopOrder(signal: "SIGTERM", timeout: nil)
        #expect(kill.kills(config([:])))
        #expect(!term.kills(config(["signal": "SIGKILL"])))
        #expect(StopOrder.configured.kills(config(["signal": "SIGKILL"])))
        #expect(!StopOrder.configured.kills(config([:])))
        #expect(try StopOrder.restart(signal: "SIGTERM", timeout: "5", forced: true).kills(config([:])))
    }

    @Test("Every name that may stop a process is taken, and no other")
    func names() throws {
        for name in ["SIGHUP", "SIGINT", "SIGQUIT", "SIGKILL", "SIGUSR1", "SIGUSR2", "SIGTERM"] {
            #expect(try StopOrder(signal: name, timeout: nil).signal?.name == name)
        }
        let refusal = Refusal(
            .invalidArgument,
            "invalid_argument: invalid signal: SIGSEGV, must be one of [SIGHUP SIGINT SIGQUIT SIGKILL SIGUSR1 SIGUSR2 "
                + "SIGTERM]")
        #expect(throws: refusal) { try StopOrder(signal: "SIGSEGV", timeout: nil) }
    }
}

@Suite("A process that is killed")
struct KillTests {
    private func exit(_ effects: [MachineLifecycle.Effect]) -> JSON? {
        for case .record(let event) in effects where event.type == "exit" { return event.request?["exit_event"] }
        return nil
    }

    @Test("A stop by SIGKILL ends it by signal 9, as asked")
    func stop() throws {
        var machine = MachineLifecycle(state: .started, step: nil)
        let effects = try machine.requestStop(by: .user, kills: true)
        #expect(machine.state == .stopping)
        #expect(effects.last == .schedule(.kill(boots: false)))
        let exit = exit(machine.completeStep(at: .noon, facts: .facts(.always)))
        #expect(machine.state == .stopped)
        #expect(exit?["guest_signal"] == 9)
        #expect(exit?["exit_code"] == 137)
        #expect(exit?["requested_stop"] == true)
        #expect(exit?["restarting"] == false)
    }

    @Test("A machine that destroys itself does so after it was killed, too")
    func autoDestroy() throws {
        var machine = MachineLifecycle(state: .started, step: nil)
        _ = try machine.requestStop(by: .user, kills: true)
        _ = machine.completeStep(at: .noon, facts: .facts(autoDestroy: true))
        #expect(machine.step == .expire)
    }

    @Test("A restart by SIGKILL boots again")
    func restart() throws {
        var machine = MachineLifecycle(state: .started, step: nil)
        #expect(try machine.requestRestart(kills: true).last == .schedule(.kill(boots: true)))
        #expect(machine.state == .restarting)
        let exit = exit(machine.completeStep(at: .noon, facts: .facts(autoDestroy: true)))
        #expect(machine.state == .starting)
        #expect(machine.step == .boot)
        #expect(exit?["guest_signal"] == 9)
        #expect(exit?["restarting"] == true)
    }

    @Test("The step is read back from its stored form", arguments: [true, false])
    func stored(boots: Bool) {
        let step = Step.kill(boots: boots)
        #expect(Step(name: step.name, detail: step.detail) == step)
        #expect(step.destination == (boots ? .starting : .stopped))
        #expect(Step(name: "kill", detail: .null) == nil)
    }
}
