import OrderedJSON
import Testing
import WindtunnelTestSupport

/// `/api/v1/apps/{app}/logs` (reference/graphql.md, section 4.3).
@Suite(.timeLimit(.minutes(5))) struct LogPolling {
    private struct Page {
        let entries: [JSON]
        let next: String

        var messages: [String?] { entries.map { $0["attributes"]?["message"]?.stringValue } }
    }

    private static func poll(_ emulator: TestEmulator, _ query: String = "next_token=") async throws -> Page {
        let answer = try await emulator.get("/api/v1/apps/demo/logs?" + query)
        try #require(answer.code == 200, "\(answer.text)")
        return Page(
            entries: try #require(answer.json["data"]?.arrayValue),
            next: try #require(answer.json["meta"]?["next_token"]?.stringValue))
    }

    @Test func `a machine's life is there to be polled, each line once`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine()
            let first = try await Self.poll(emulator)
            #expect(first.messages.first == "created")
            #expect(first.messages.last??.hasPrefix("started in ") == true)
            #expect(try await Self.poll(emulator, "next_token=\(first.next)").entries.isEmpty)
            _ = try await machine.post("stop")
            try await emulator.settle()
            let second = try await Self.poll(emulator, "next_token=\(first.next)")
            #expect(second.messages == ["stopping", "stopped with exit code 0"])
            #expect(Set((first.entries + second.entries).map { $0["id"] }).count == 4)
        }
    }

    @Test func `a line has all that the client shows`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeMachine()
            let entry = try #require(await Self.poll(emulator).entries.first)
            #expect(entry["id"]?.stringValue?.isEmpty == false)
            let line = try #require(entry["attributes"])
            try Decoded.time(line["timestamp"])
            #expect(line["level"] == "info")
            #expect(line["instance"] == .string(machine.id))
            #expect(line["region"] == machine.created["region"])
            #expect(line["meta"]?["instance"] == .string(machine.id))
            #expect(line["meta"]?["region"] == machine.created["region"])
            #expect(line["meta"]?["event"]?["provider"] == "runner")
            #expect(line["meta"]?["version"] == machine.created["instance_id"])
        }
    }

    @Test func `one machine, one version or one region can be asked for`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let here = try await app.makeMachine(TestConfig.plain, ["region": "iad"])
            let there = try await app.makeMachine(TestConfig.plain, ["region": "ams"])
            let version = try #require(here.created["instance_id"]?.stringValue)
            let questions: [(query: String, expected: [String])] = [
                ("instance=\(there.id)", [there.id]), ("region=iad", [here.id]),
                ("instance=\(there.id)&region=iad", []), ("instance=\(version)", [here.id]),
                ("instance=&region=", [here.id, there.id]),
            ]
            for (query, expected) in questions {
                let page = try await Self.poll(emulator, query)
                #expect(page.entries.compactMap { $0["attributes"]?["instance"]?.stringValue } == expected, "\(query)")
            }
        }
    }

    @Test func `the proxy tells why it starts and stops`() async throws {
        let config: JSON = [
            "image": "nginx",
            "services": [
                [
                    "protocol": "tcp", "internal_port": 8080, "autostart": true, "autostop": "stop",
                    "ports": [["port": 443, "handlers": ["tls", "http"]]],
                ]
            ],
        ]
        try await withEmulator(.instant) { emulator async throws in
            let app = try await emulator.makeApp()
            let machine = try await app.makeStoppedMachine(config)
            try await emulator.until("it rests") { try await machine.state == "stopped" }
            let before = try await Self.poll(emulator).next
            #expect(try await app.visit().code == 200)
            let page = try await Self.poll(emulator, "next_token=\(before)")
            #expect(page.messages.first == "starting for a request")
            #expect(page.entries.first?["attributes"]?["meta"]?["event"]?["provider"] == "proxy")
        }
    }

    @Test func `what is not there cannot be polled`() async throws {
        try await withEmulator { emulator in
            let unknown = try await emulator.get("/api/v1/apps/nobody/logs?next_token=")
            #expect(unknown.code == 404, "which ends the client's polling")
            #expect(unknown.error == "app not found")
            _ = try await emulator.makeApp()
            let odd = try await emulator.get("/api/v1/apps/demo/logs?next_token=later")
            #expect(odd.code == 400)
            #expect(odd.error == "invalid_argument: invalid next_token")
        }
    }

    @Test func `a token reads the logs of its own apps, in the header of macaroons too`() async throws {
        try await withEmulator(Keys.strict) { emulator async throws in
            let owner = emulator.with(token: Keys.owner)
            _ = try await owner.makeApp()
            let path = "/api/v1/apps/demo/logs?next_token="
            #expect(try await emulator.with(token: Keys.reader).get(path).code == 200)
            #expect(try await emulator.get(path).code == 401, "which ends the client's polling")
            #expect(try await emulator.with(token: Keys.stranger).get(path).code == 403)
            let token = try #require(
                await owner.post("/v1/apps/demo/deploy_token", [:]).json["token"]?.stringValue)
            #expect(try await emulator.with(token: token).get(path).code == 200)
        }
    }
}
