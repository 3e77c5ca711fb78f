import MachineRules
import OrderedJSON
import Testing

@Suite("What the log says of a machine's life")
struct LifeReportTests {
    private static func exit(
        code: Int, signal: Int = -1, outOfMemory: Bool = false, requested: Bool, restarting: Bool = false
    ) -> MachineEvent {
        MachineEvent(
            "exit", "stopped", .flyd,
            request: [
                "exit_event": [
                    "requested_stop": .bool(requested), "restarting": .bool(restarting), "exit_code": .int(code),
                    "signal": .int(signal), "oom_killed": .bool(outOfMemory),
                ]
            ])
    }

    @Test(
        "A change is told in one line",
        arguments: [
            ([MachineEvent("launch", "pending", .flyd), MachineEvent("launch", "created", .user)], "created"),
            ([MachineEvent("start", "starting", .user)], "starting"),
            ([MachineEvent("start", "started", .flyd)], "started in 1.5s"),
            ([MachineEvent("stop", "stopping", .user)], "stopping"),
            ([MachineEvent("stop", "stopped", .flyd)], "stopped"),
            ([exit(code: 0, requested: true)], "stopped with exit code 0"),
            ([exit(code: 137, signal: 9, requested: true)], "stopped with exit code 137, signal 9"),
            ([MachineEvent("suspend", "suspending", .user)], "suspending"),
            ([MachineEvent("suspend", "suspended", .flyd)], "suspended in 1.5s"),
            ([MachineEvent("restart", "stopping", .user)], "restarting"),
            (
                [exit(code: 0, requested: true, restarting: true), MachineEvent("restart", "starting", .flyd)],
                "stopped with exit code 0, starting again"
            ),
            (
                [MachineEvent("restart", "starting", .flyd, request: ["restart_count": 2])],
                "starting again, retry 2"
            ),
            ([MachineEvent("update", "replacing", .user)], "updating"),
            (
                [
                    exit(code: 0, requested: true), MachineEvent("launch", "created", .flyd),
                    MachineEvent("start", "started", .flyd),
                ],
                "stopped with exit code 0, updated, started in 1.5s"
            ),
            ([MachineEvent("destroy", "destroying", .user)], "destroying"),
            ([MachineEvent("destroy", "destroyed", .flyd)], "destroyed"),
            ([MachineEvent("cordon", "started", .user)], "cordoned"),
            ([MachineEvent("uncordon", "started", .user)], "uncordoned"),
            ([exit(code: 0, requested: false)], "process ended with exit code 0, not restarted"),
        ])
    func tells(events: [MachineEvent], message: String) throws {
        let report = try #require(LifeReport(of: events, after: .milliseconds(1500)))
        #expect(report.message == message)
        #expect(report.source == .runner)
        #expect(report.level == .info)
    }

    @Test(
        "A process that ends badly of itself is an error",
        arguments: [
            (exit(code: 1, requested: false), "process ended with exit code 1, not restarted"),
            (exit(code: 1, requested: false, restarting: true), "process ended with exit code 1, will be restarted"),
            (
                exit(code: 137, signal: 9, outOfMemory: true, requested: false),
                "process ended with exit code 137, signal 9, out of memory, not restarted"
            ),
        ])
    func failure(event: MachineEvent, message: String) throws {
        let report = try #require(LifeReport(of: [event], after: .zero))
        #expect(report.message == message)
        #expect(report.level == .error)
    }

    @Test(
        "The proxy says why it does what it does",
        arguments: [
            (MachineEvent("start", "starting", .proxy), "starting for a request"),
            (MachineEvent("stop", "stopping", .proxy), "stopping, as nobody uses it"),
            (MachineEvent("suspend", "suspending", .proxy), "suspending, as nobody uses it"),
        ])
    func proxy(event: MachineEvent, message: String) throws {
        let report = try #require(LifeReport(of: [event], after: .zero))
        #expect(report.message == message)
        #expect(report.source == .proxy)
    }

    @Test("A change without events, or with none worth a word, is not told")
    func silence() {
        #expect(LifeReport(of: [], after: .zero) == nil)
        #expect(LifeReport(of: [MachineEvent("launch", "pending", .flyd)], after: .zero) == nil)
    }
}
