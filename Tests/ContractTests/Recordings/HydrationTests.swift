import Fixtures
import HTTPTypes
import OrderedJSON
import Testing
import WindtunnelTestSupport

/// A recording's state comes into a world, and the emulator goes on from there.
@Suite(.timeLimit(.minutes(1))) struct Hydration {
    private static let app = "/v1/apps/boats"

    private static func mutation(_ selection: String, _ input: JSON) -> JSON {
        [
            "query": .string(
                "mutation($input: AllocateIPAddressInput!) { a: allocateIpAddress(input: $input) \(selection) }"),
            "variables": ["input": input],
        ]
    }

    /// The guide's calls and a few more, recorded of the default world.
    private static func record(
        _ emulator: TestEmulator, config: JSON = TestConfig.wrap()
    ) async throws -> (tape: Tape, machine: String) {
        let tape = Tape(emulator)
        try await tape.send(.post, "/v1/apps", ["app_name": "boats", "org_slug": "harbour"])
        try await tape.send(
            .post, "/graphql",
            mutation("{ app { shared: sharedIpAddress } }", ["appId": "boats", "type": "shared_v4", "region": ""]))
        try await tape.send(
            .post, "/graphql",
            mutation(
                "{ ipAddress { id address type region createdAt } }", ["appId": "boats", "type": "v6", "region": ""]))
        try await tape.send(.post, app + "/volumes", ["name": "data", "region": "iad", "size_gb": 2])
        let machine = try await tape.send(.post, app + "/machines", ["region": "iad", "config": config]).json
        let id = try #require(machine["id"]?.stringValue)
        return (tape, id)
    }

    @Test func `what was recorded is there again, byte for byte and with the same ids`() async throws {
        try await withEmulator { emulator in
            let (tape, id) = try await Self.record(emulator)
            try await emulator.settle()
            try await tape.send(.post, Self.app + "/secrets", ["values": ["TOKEN": "t", "OLD": "o"]])
            try await tape.send(.delete, Self.app + "/secrets/OLD")
            let paths = [
                "/machines/\(id)", "/machines", "/machines/\(id)/events", "/machines/\(id)/versions", "/volumes",
                "/ip_assignments", "/secrets",
            ].map { Self.app + $0 }
            var recorded: [String: String] = [:]
            for path in paths { recorded[path] = try await tape.send(.get, path).text }

            let answer = try await emulator.hydrate("copy", from: tape.har)
            #expect(answer.code == 201)
            let report = try answer.json
            #expect(report["apps"] == ["boats"])
            #expect(report["machines"] == 1)
            #expect(report["volumes"] == 1)
            #expect(report["ip_addresses"] == 2)
            #expect(report["secrets"] == 1)
            #expect(report["certificates"] == 0)
            #expect(
                report["left_out"]?.arrayValue?.map { $0["why"]?.stringValue } == [
                    "the values of the secrets of app boats, which are empty until they are set"
                ])
            let copy = emulator.inWorld("copy")
            for path in paths { #expect(try await copy.get(path).text == recorded[path], "\(path)") }
            let shown = try await copy.get(Self.app).json
            #expect(try await shown["id"] == emulator.get(Self.app).json["id"])
            #expect(shown["organization"]?["slug"] == "harbour")
            let addresses = try await copy.post(
                "/graphql",
                ["query": #"{ app(name: "boats") { sharedIpAddress ipAddresses { nodes { id address } } } }"#])
            let there = try await emulator.post(
                "/graphql",
                ["query": #"{ app(name: "boats") { sharedIpAddress ipAddresses { nodes { id address } } } }"#])
            #expect(addresses.text == there.text)
        }
    }

    @Test func `the machine goes on: it stops, starts, is updated, waited for and destroyed`() async throws {
        try await withEmulator { emulator in
            let (tape, id) = try await Self.record(emulator)
            try await emulator.settle()
            let recorded = try await tape.get(Self.app + "/machines/\(id)")
            #expect(try await emulator.hydrate("copy", from: tape.har).code == 201)

            let copy = emulator.inWorld("copy")
            let machine = TestMachine(app: TestApp(emulator: copy, name: "boats"), id: id, created: recorded)
            #expect(try await machine.post("stop").code == 200)
            try await copy.settle()
            #expect(try await machine.state == "stopped")
            #expect(try await machine.post("start").json["previous_state"] == "stopped")
            try await copy.settle()
            #expect(try await copy.get(machine.path + "/wait?state=started").json["ok"] == true)
            let updated = try await machine.update(TestConfig.wrap(env: ["A": "1"])).json
            let version = try #require(updated["instance_id"]?.stringValue)
            #expect(version > recorded["instance_id"]?.stringValue ?? "Z")
            try await copy.settle()
            #expect(try await machine.state == "started")
            #expect(try await copy.get(machine.path + "/versions").json.arrayValue?.count == 2)
            let events = try await machine.events
            #expect(events.prefix(3) == ["launch/pending/flyd", "launch/created/user", "start/started/flyd"])
            #expect(events.last == "start/started/flyd")
            let mount = try await machine.document["config"]?["mounts"]?[0]?["volume"]?.stringValue
            let volume = try await copy.get(Self.app + "/volumes/\(mount ?? "")").json
            #expect(volume["attached_machine_id"]?.stringValue == id)
            #expect(try await machine.destroy(force: true).code == 200)
            try await copy.settle()
            #expect(try await machine.state == "destroyed")
            #expect(try await copy.get(Self.app + "/volumes").json[0]?["attached_machine_id"] == .null)
            // The recorded world has not noticed.
            #expect(try await emulator.get(Self.app + "/machines/\(id)").json == recorded)
        }
    }

    @Test func `requests reach it, and its tools answer`() async throws {
        try await withEmulator { emulator in
            let (tape, id) = try await Self.record(emulator)
            try await emulator.settle()
            _ = try await tape.get(Self.app + "/machines/\(id)")
            let answer = try await tape.send(
                .post, Self.app + "/machines", ["name": "echo", "config": TestConfig.served()])
            #expect(answer.code == 200)
            try await emulator.settle()
            let echo = try #require(try answer.json["id"]?.stringValue)
            _ = try await tape.get(Self.app + "/machines/\(echo)")
            #expect(try await emulator.hydrate("copy", from: tape.har).code == 201)
            #expect(try await emulator.post("/_windtunnel/worlds/default/reset").code == 204)

            let host = "boats.fly.dev"
            let force = HTTPFields([HTTPField(name: .init("fly-force-instance-id") ?? .from, value: echo)])
            let seen = try await emulator.get("/hello", headers: force, host: host)
            #expect(try seen.json["machine"]?["id"]?.stringValue == echo)
            let tools = HTTPFields([
                HTTPField(name: .init("fly-force-instance-id") ?? .from, value: id),
                HTTPField(name: .accept, value: "application/json, text/event-stream"),
                HTTPField(name: .contentType, value: "application/json"),
            ])
            let begun = try await emulator.send(
                .post, "/mcp",
                [
                    "jsonrpc": "2.0", "id": 0, "method": "initialize",
                    "params": [
                        "protocolVersion": "2025-06-18", "capabilities": [:],
                        "clientInfo": ["name": "c", "version": "1"],
                    ],
                ], headers: tools, host: host)
            #expect(begun.code == 200)
            #expect(try begun.json["result"]?["serverInfo"] != nil)
        }
    }

    // MARK: - On the way

    /// What a recording that ends on the way comes to.
    struct Turn: Sendable, CustomTestStringConvertible {
        let action: String
        var body: JSON?
        let onTheWay: String
        let inTheEnd: String
        let step: String

        var testDescription: String { action }
    }

    @Test(
        arguments: [
            Turn(action: "none", onTheWay: "created", inTheEnd: "started", step: "launch"),
            Turn(action: "stop", onTheWay: "stopping", inTheEnd: "stopped", step: "stop"),
            Turn(action: "suspend", onTheWay: "suspending", inTheEnd: "suspended", step: "suspend"),
            Turn(action: "restart", onTheWay: "restarting", inTheEnd: "started", step: "halt"),
            Turn(
                action: "update", body: ["config": TestConfig.plain], onTheWay: "replacing", inTheEnd: "started",
                step: "replace"),
            Turn(
                action: "update", body: ["config": TestConfig.plain, "skip_launch": true], onTheWay: "replacing",
                inTheEnd: "stopped", step: "replace"),
            Turn(action: "destroy", onTheWay: "destroying", inTheEnd: "destroyed", step: "destroy"),
        ])
    func `what was under way comes to its end`(turn: Turn) async throws {
        // With and without a look at the machine afterwards: the answer to an action alone tells of it, too.
        for looks in [true, false] {
            try await withEmulator { emulator in
                let (tape, id) = try await Self.record(emulator, config: TestConfig.plain)
                let path = Self.app + "/machines/\(id)"
                if turn.action != "none" {
                    try await emulator.settle()
                    _ = try await tape.get(path)
                }
                switch turn.action {
                case "none": break
                case "update": try await tape.send(.post, path, turn.body)
                case "destroy": try await tape.send(.delete, path + "?force=true")
                default: try await tape.send(.post, "\(path)/\(turn.action)")
                }
                if looks { #expect(try await tape.get(path)["state"]?.stringValue == turn.onTheWay) }
                #expect(try await emulator.hydrate("copy", from: tape.har).code == 201)
                let copy = emulator.inWorld("copy")
                #expect(try await copy.get(path).json["state"]?.stringValue == turn.onTheWay)
                if looks { #expect(try await copy.get(path).text == emulator.get(path).text) }
                let fired = try await copy.settle()
                #expect(fired.first?.kind == turn.step)
                #expect(try await copy.get(path).json["state"]?.stringValue == turn.inTheEnd)
            }
        }
    }

    @Test func `a stopped machine starts as it was recorded: cold, or from its memory`() async throws {
        for (action, step) in [("stop", "boot"), ("suspend", "resume")] {
            try await withEmulator { emulator in
                let (tape, id) = try await Self.record(emulator, config: TestConfig.plain)
                let path = Self.app + "/machines/\(id)"
                try await emulator.settle()
                try await tape.send(.post, "\(path)/\(action)")
                try await emulator.settle()
                _ = try await tape.get(path)
                try await tape.send(.post, "\(path)/start")
                #expect(try await emulator.hydrate("copy", from: tape.har).code == 201)
                #expect(try await emulator.inWorld("copy").settle().first?.kind == step)
            }
        }
    }

    // MARK: - Refusals

    @Test func `a world that has any of it already stays as it is`() async throws {
        try await withEmulator { emulator in
            let (tape, _) = try await Self.record(emulator)
            let before = try await emulator.get(Self.app + "/machines").text
            let taken = try await emulator.hydrate("default", from: tape.har)
            #expect(taken.code == 409)
            #expect(try taken.json["error"] == #"world "default" has app boats already"#)
            #expect(
                try taken.json["hint"] == "nothing was taken over; reset the world, or name another one")
            #expect(try await emulator.get(Self.app + "/machines").text == before)
        }
    }

    @Test func `nothing is half done: the first app is not there when the second one was in the way`() async throws {
        try await withEmulator { emulator in
            let tape = Tape(emulator)
            try await tape.send(.post, "/v1/apps", ["app_name": "first", "org_slug": "personal"])
            try await tape.send(.post, "/v1/apps", ["app_name": "second", "org_slug": "personal"])
            let copy = emulator.inWorld("copy")
            _ = try await copy.makeApp("second")
            let taken = try await emulator.hydrate("copy", from: tape.har)
            #expect(try taken.json["error"] == #"world "copy" has app second already"#)
            #expect(try await copy.get("/v1/apps/first").code == 404)
        }
    }

    @Test(
        arguments: [
            ("", "the body is no recording: the file is truncated"),
            ("nonsense", "the body is no recording: the file is damaged: no JSON at byte 0"),
            (#"{"log":{}}"#, "the body is no recording: the file is no HAR: it has no log.entries"),
            (#"{"log":{"entries":[{"request":{"#, "the body is no recording: entry 1 is truncated"),
        ])
    func `a body that is no recording is refused`(body: String, error: String) async throws {
        try await withEmulator { emulator in
            let answer = try await emulator.hydrate("copy", from: Array(body.utf8))
            #expect(answer.code == 400)
            #expect(try answer.json["error"]?.stringValue == error)
            #expect(
                try answer.json["hint"]
                    == "POST a HAR file; windtunnel fixture hydrate reads other formats, too")
            #expect(try await emulator.get("/_windtunnel/worlds").json["worlds"]?.arrayValue?.count == 1)
        }
    }

    @Test func `a name that no world can have is refused`() async throws {
        try await withEmulator { emulator in
            let answer = try await emulator.hydrate("no_world", from: Tape(emulator).har)
            #expect(answer.code == 400)
            #expect(try answer.json["error"] == #""no_world" is no name for a world or a snapshot"#)
        }
    }

    @Test func `an empty recording gives a world nothing`() async throws {
        try await withEmulator { emulator in
            let answer = try await emulator.hydrate("copy", from: Tape(emulator).har)
            #expect(answer.code == 201)
            #expect(
                try answer.json == [
                    "apps": [], "machines": 0, "volumes": 0, "ip_addresses": 0, "secrets": 0, "certificates": 0,
                    "left_out": [],
                ])
        }
    }
}
