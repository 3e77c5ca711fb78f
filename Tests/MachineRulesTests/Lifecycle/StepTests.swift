import OrderedJSON
import Testing

@testable import MachineRules

@Suite("Steps of a machine")
struct StepTests {
    /// A machine, its configuration, and what its pending step makes of it.
    struct Row: Sendable, CustomStringConvertible {
        let from: MachineState
        let step: Step
        var facts: MachineLifecycle.Facts = .facts()
        let to: MachineState
        var next: Step?
        var events: [String] = []
        var boots = 0

        var description: String { "\(from) \(step.name)\(facts.autoDestroy ? " with auto_destroy" : "") to \(to)" }
    }

    static let rows: [Row] = [
        Row(from: .created, step: .prepare, to: .stopped),
        Row(from: .created, step: .launch, to: .started, events: ["start/started/flyd"], boots: 1),
        Row(from: .starting, step: .boot, to: .started, events: ["start/started/flyd"], boots: 1),
        Row(from: .starting, step: .resume, to: .started, events: ["start/started/flyd"]),
        Row(from: .stopping, step: .stop, to: .stopped, events: ["exit/stopped/flyd"]),
        Row(
            from: .stopping, step: .stop, facts: .facts(autoDestroy: true), to: .stopped, next: .expire,
            events: ["exit/stopped/flyd"]),
        Row(from: .stopping, step: .stop, facts: .facts(.always), to: .stopped, events: ["exit/stopped/flyd"]),
        Row(from: .stopping, step: .discard, to: .stopped, events: ["stop/stopped/flyd"]),
        Row(from: .suspending, step: .suspend, to: .suspended, events: ["suspend/suspended/flyd"]),
        Row(
            from: .restarting, step: .halt, to: .starting, next: .boot,
            events: ["exit/stopped/flyd", "restart/starting/flyd"]),
        Row(
            from: .restarting, step: .halt, facts: .facts(.no, autoDestroy: true), to: .starting, next: .boot,
            events: ["exit/stopped/flyd", "restart/starting/flyd"]),
        Row(
            from: .replacing, step: .replace(.init(ranBefore: true, boots: true)), to: .started,
            events: ["exit/stopped/flyd", "launch/created/flyd", "start/started/flyd"], boots: 1),
        Row(
            from: .replacing, step: .replace(.init(ranBefore: false, boots: true)), to: .started,
            events: ["launch/created/flyd", "start/started/flyd"], boots: 1),
        Row(
            from: .replacing, step: .replace(.init(ranBefore: true, boots: false)), to: .stopped,
            events: ["exit/stopped/flyd", "launch/created/flyd"]),
        Row(
            from: .replacing, step: .replace(.init(ranBefore: false, boots: false)), to: .stopped,
            events: ["launch/created/flyd"]),
        Row(from: .stopped, step: .retry, to: .starting, next: .boot, events: ["restart/starting/flyd"]),
        Row(from: .stopped, step: .expire, to: .destroying, next: .destroy, events: ["destroy/destroying/flyd"]),
        Row(from: .destroying, step: .destroy, to: .destroyed, events: ["destroy/destroyed/flyd"]),
    ]

    @Test("Each step leads where the table says", arguments: rows)
    func followsTable(row: Row) {
        var machine = MachineLifecycle(state: row.from, step: row.step)
        let effects = machine.completeStep(at: .noon, facts: row.facts)
        #expect(machine.state == row.to)
        #expect(machine.step == row.next)
        #expect(effects.events == row.events)
        #expect(effects.scheduled == [row.next].compactMap { $0 })
        #expect(machine.boots == row.boots)
        #expect(row.step.destination == row.to, "what is announced is what happens")
    }

    @Test("A machine without a step does nothing", arguments: MachineState.allCases)
    func idlesWithoutStep(state: MachineState) {
        var machine = MachineLifecycle(state: state, step: nil)
        #expect(machine.completeStep(at: .noon, facts: .facts(.always, autoDestroy: true)).isEmpty)
        #expect(machine == MachineLifecycle(state: state, step: nil))
    }

    @Test("A requested stop ends the series of crashes")
    func stopEndsCrashes() {
        var machine = MachineLifecycle(state: .stopping, step: .stop, restartCount: 5, crashingSince: .noon)
        _ = machine.completeStep(at: .noon, facts: .facts())
        #expect(machine.restartCount == 0)
        #expect(machine.crashingSince == nil)
    }

    @Test("An obedient process ends with code 0, asked for")
    func reportsCleanStop() {
        var machine = MachineLifecycle.at(.stopping)
        let effects = machine.completeStep(at: .noon, facts: .facts())
        #expect(
            effects.request(of: "exit") == [
                "restart_count": 0,
                "exit_event": [
                    "requested_stop": true, "restarting": false, "guest_exit_code": 0, "guest_signal": -1,
                    "guest_error": "", "exit_code": 0, "signal": -1, "error": "", "oom_killed": false,
                    "exited_at": "2026-08-01T12:00:00.000Z",
                ],
            ])
    }

    @Test("A restart boots the same machine once more, its exit counted as asked for")
    func restartBoots() throws {
        var machine = MachineLifecycle.at(.started)
        _ = try machine.requestRestart()
        let halted = machine.completeStep(at: .noon, facts: .facts(.no))
        #expect(halted.request(of: "exit")?["exit_event"]?["requested_stop"] == true)
        #expect(halted.request(of: "exit")?["exit_event"]?["restarting"] == true)
        #expect(machine.completeStep(at: .noon, facts: .facts(.no)).events == ["start/started/flyd"])
        #expect(machine == MachineLifecycle(state: .started, step: nil, boots: 1))
    }

    @Test(
        "Every step survives being stored",
        arguments: [
            Step.prepare, .launch, .boot, .resume, .stop, .discard, .suspend, .halt, .retry, .expire, .destroy,
            .replace(.init(ranBefore: true, boots: false)), .replace(.init(ranBefore: false, boots: true)),
            .exit(.clean), .exit(.killed), .exit(ExitStatus(exitCode: 1, signal: -1, oomKilled: true)),
        ])
    func roundTrips(step: Step) throws {
        let stored = try JSON(parsing: step.detail.text)
        #expect(Step(name: step.name, detail: stored) == step)
    }

    @Test(
        "What is no step is not read as one",
        arguments: [
            ("", JSON.null), ("Boot", .null), ("hibernate", .null), ("replace", .null), ("replace", [:]),
            ("replace", ["ran_before": true]), ("replace", ["ran_before": 1, "boots": 0]), ("exit", .null),
            ("exit", ["exit_code": 1, "signal": 9]), ("exit", ["exit_code": "1", "signal": 9, "oom_killed": false]),
        ] as [(String, JSON)])
    func refusesUnknown(name: String, detail: JSON) {
        #expect(Step(name: name, detail: detail) == nil)
    }
}
