import HTTPTypes
import OrderedJSON
import Testing
import WindtunnelTestSupport

private let path = "/_windtunnel/clock"

@Suite(.timeLimit(.minutes(5))) struct Clock {
    @Test func `a frozen clock stands where it was and tells what is pending`() async throws {
        try await withEmulator { emulator in
            _ = try await emulator.makeApp().makeMachine()
            emulator.wall.advance(by: .seconds(3600))
            #expect(
                try await emulator.get(path).json == [
                    "now": "2026-08-01T12:00:00.000Z", "mode": "frozen", "speed": 1, "stepping": "auto", "pending": 1,
                ])
        }
    }

    @Test func `a running clock follows the wall clock at its speed`() async throws {
        try await withEmulator { emulator in
            let set = try await emulator.send(.patch, path, ["mode": "running", "speed": 60])
            #expect(set.code == 200)
            #expect(try set.json["mode"] == "running")
            #expect(try set.json["speed"] == 60)
            emulator.wall.advance(by: .seconds(10))
            #expect(try await emulator.get(path).json["now"] == "2026-08-01T12:10:00.000Z")
            _ = try await emulator.send(.patch, path, ["mode": "frozen"])
            emulator.wall.advance(by: .seconds(10))
            #expect(try await emulator.get(path).json["now"] == "2026-08-01T12:10:00.000Z")
        }
    }

    @Test func `advancing by a time completes what falls due, each at its own time`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let machine = try await app.makeStoppedMachine()
            let before = try await emulator.get(path).json["now"]?.stringValue ?? ""
            _ = try await machine.post("start")
            let answer = try await emulator.post(path + "/advance", ["by": "1h"]).json
            let fired = try #require(answer["fired"]?.arrayValue)
            #expect(fired.count == 1)
            #expect(fired[0]["kind"] == "boot")
            #expect(fired[0]["app"] == "demo")
            #expect(fired[0]["machine"] == .string(machine.id))
            #expect(fired[0]["from"] == "starting")
            #expect(fired[0]["to"] == "started")
            #expect(fired[0]["cause"] == "user")
            let at = try #require(fired[0]["at"]?.stringValue)
            #expect(before < at && at < (answer["now"]?.stringValue ?? ""))
            let event = try await machine.document["events"]?[0]
            #expect(event?["type"] == "start")
            #expect(event?["status"] == "started")
        }
    }

    @Test func `advancing to a time stops there, short of what comes later`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeMachine()
            let answer = try await emulator.post(path + "/advance", ["to": "2026-08-01T12:00:01Z"]).json
            #expect(answer == ["now": "2026-08-01T12:00:01.000Z", "fired": []])
            #expect(try await machine.state == "created")
        }
    }

    @Test func `until idle ends when nothing is pending`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            for _ in 1...3 { _ = try await app.makeMachine() }
            #expect(try await emulator.settle().count == 3)
            #expect(try await emulator.settle() == [])
            #expect(try await emulator.get(path).json["pending"] == 0)
        }
    }

    @Test func `a step completes one transition and leaves the clock`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine()
            let now = try await emulator.get(path).json["now"]
            _ = try await machine.post("restart")
            #expect(try await emulator.step() == [.init(kind: "halt", from: "restarting", to: "starting")])
            #expect(try await emulator.step() == [.init(kind: "boot", from: "starting", to: "started")])
            #expect(try await emulator.step() == [])
            #expect(try await emulator.get(path).json["now"] == now)
        }
    }

    @Test func `a stepped world moves only by steps`() async throws {
        try await withEmulator(.instant) { emulator in
            _ = try await emulator.send(.patch, path, ["stepping": "stepped"])
            let machine = try await emulator.makeApp().makeMachine()
            try await emulator.advance(by: "1h")
            #expect(try await machine.state == "created")
            try await emulator.step()
            #expect(try await machine.state == "started")
        }
    }

    @Test func `in an immediate world nobody waits`() async throws {
        try await withEmulator { emulator in
            _ = try await emulator.send(.patch, path, ["stepping": "immediate"])
            let machine = try await emulator.makeApp().makeMachine()
            #expect(try await emulator.get(machine.path + "/wait").code == 200)
        }
    }

    @Test(
        arguments: [
            (["by": "-1s"], "time does not run backwards"),
            (["to": "2026-08-01T11:59:59Z"], "time does not run backwards"),
            ([:], "exactly one of"),
            (["by": "1s", "until": "idle"], "exactly one of"),
            (["until": "tomorrow"], #""until" can only be "idle""#),
            (["by": "soon"], #""by" is not a duration"#),
            (["by": 5], #""by" is not a text"#),
            (["to": "noon"], #""to" is not a time"#),
        ] as [(JSON, String)])
    func `an advance that makes no sense is refused and moves nothing`(body: JSON, text: String) async throws {
        try await withEmulator { emulator in
            let answer = try await emulator.post(path + "/advance", body)
            #expect(answer.code == 400)
            #expect(answer.error?.hasPrefix(text) == true, "\(answer.text)")
            #expect(try await emulator.get(path).json["now"] == "2026-08-01T12:00:00.000Z")
        }
    }

    @Test(
        arguments: [
            ["mode": "asleep"], ["speed": 0], ["speed": "fast"], ["stepping": "manual"], ["now": 5],
        ] as [JSON])
    func `a setting that makes no sense is refused and changes nothing`(body: JSON) async throws {
        try await withEmulator { emulator in
            let before = try await emulator.get(path).text
            #expect(try await emulator.send(.patch, path, body).code == 400)
            #expect(try await emulator.get(path).text == before)
        }
    }
}
