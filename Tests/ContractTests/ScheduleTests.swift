import OrderedJSON
import Testing
import WindtunnelTestSupport

/// Machines that are started by themselves, again and again.
@Suite(.timeLimit(.minutes(5))) struct Schedules {
    private static func config(_ schedule: String?) -> JSON {
        var config: JSONObject = ["image": "registry.fly.io/demo:v1", "restart": ["policy": "no"]]
        if let schedule { config["schedule"] = .string(schedule) }
        return .object(config)
    }

    private static func exit(_ machine: TestMachine) async throws {
        let emulator = machine.app.emulator
        #expect(try await emulator.post("/_windtunnel/machines/\(machine.id)/exit", ["exit_code": 0]).code == 202)
        try await emulator.settle()
        #expect(try await machine.state == "stopped")
    }

    @Test(arguments: [("hourly", 1), ("daily", 24), ("weekly", 168), ("monthly", 720)])
    func `a scheduled machine starts once per interval`(schedule: String, hours: Int) async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine(Self.config(schedule))
            try await Self.exit(machine)
            try await emulator.advance(by: "\(hours - 1)h59m")
            #expect(try await machine.state == "stopped")
            let fired = try await emulator.advance(by: "2m")
            #expect(fired.contains(TestEmulator.Fired(kind: "schedule", from: "stopped", to: "starting")))
            #expect(try await machine.state == "started")
            #expect(try await machine.events.suffix(2) == ["start/starting/flyd", "start/started/flyd"])
            try await Self.exit(machine)
            try await emulator.advance(by: "\(hours)h")
            #expect(try await machine.state == "started", "and again")
        }
    }

    @Test func `a machine that still runs when its turn comes is left to itself`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine(Self.config("hourly"))
            let events = try await machine.events
            try await emulator.advance(by: "90m")
            #expect(try await machine.events == events)
        }
    }

    @Test func `a schedule does not keep a world from being idle`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine(Self.config("hourly"))
            try await Self.exit(machine)
            #expect(try await emulator.get("/_windtunnel/clock").json["pending"] == 0)
            #expect(try await emulator.settle().isEmpty)
        }
    }

    @Test func `the schedule of a machine that is not launched never begins`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStoppedMachine(Self.config("hourly"))
            try await emulator.advance(by: "3h")
            #expect(try await machine.state == "stopped")
        }
    }

    @Test func `an update gives a machine a schedule, and takes it away`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine(Self.config(nil))
            try await Self.exit(machine)
            #expect(try await machine.update(Self.config("hourly")).code == 200)
            try await emulator.settle()
            try await emulator.advance(by: "61m")
            #expect(try await machine.state == "started")
            try await Self.exit(machine)
            #expect(try await machine.update(Self.config(nil)).code == 200)
            try await emulator.settle()
            try await emulator.advance(by: "61m")
            #expect(try await machine.state == "stopped")
        }
    }

    @Test func `a destroyed machine is started no more`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine(Self.config("hourly"))
            #expect(try await machine.destroy(force: true).code == 200)
            try await emulator.advance(by: "5h")
            #expect(try await machine.state == "destroyed")
        }
    }
}
