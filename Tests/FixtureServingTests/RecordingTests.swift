import FixtureServing
import Fixtures
import FoundationEssentials
import HTTPTypes
import OrderedJSON
import Testing
import WindtunnelTestSupport

@Suite(.timeLimit(.minutes(1))) struct `What a recording holds` {
    @Test func `what the service answers, by its own names`() async throws {
        try await withRecordedService { story, service in
            let app = try await story.recorder.makeApp()
            let created = try await story.recorder.post(app.machinesPath, ["config": TestConfig.plain])
            let missing = try await story.recorder.get("/v1/apps/demo/machines/4d8917be20c6f3?a=%20b")
            let query: JSON = ["query": "{ viewer { id } }"]
            let viewer = try await story.recorder.post("/graphql", query, headers: [.userAgent: "tests"])
            #expect(created.code == 200)
            #expect(missing.code == 404)
            #expect(try await service.get("/v1/apps/demo").code == 200)

            let all = try story.interactions
            #expect(
                all.map { "\($0.request.method) \($0.request.url) \($0.response.status)" } == [
                    "POST https://api.machines.dev/v1/apps 201",
                    "POST https://api.machines.dev/v1/apps/demo/machines 200",
                    "GET https://api.machines.dev/v1/apps/demo/machines/4d8917be20c6f3?a=%20b 404",
                    "POST https://api.fly.io/graphql 200",
                ])
            try #require(all.count == 4)
            #expect(all.map(\.response.bytes) == [all[0].response.bytes, created.bytes, missing.bytes, viewer.bytes])
            #expect(all.map(\.response.pieces.count) == [0, 0, 0, 0])
            #expect(all[2].request.body == nil)
            #expect(all[3].request.body == RecordedBody(query.text, mimeType: "application/json"))
            #expect(all[3].request.headers["user-agent"] == "tests")
            #expect(all.map { $0.request.headers["host"] }.suffix(2) == ["api.machines.dev", "api.fly.io"])
            #expect(all[3].startedAt == "2026-08-01T12:00:00.000Z")
        }
    }

    @Test func `the controls are the emulator's own, and are not recorded`() async throws {
        try await withRecordedService { story, _ in
            _ = try await story.recorder.makeApp()
            let worlds = try await story.recorder.get("/_windtunnel/worlds")
            #expect(try worlds.json["worlds"]?[0]?["apps"] == 0)
            #expect(try story.interactions.count == 1)
        }
    }

    @Test func `an app's answers are the same whichever door they came by`() async throws {
        try await withRecordedService { story, service in
            let app = try await service.makeApp()
            _ = try await app.makeStartedMachine(TestConfig.served())
            for (path, host) in [
                ("/_app/demo/hello?x=1", nil), ("/hello?x=1", "demo.fly.dev"), ("/hello?x=1", "demo.localhost:4280"),
            ] {
                let answer = try await story.recorder.get(path, host: host)
                #expect(answer.code == 200)
                #expect(try answer.json["path"] == "/hello?x=1")
            }
            let all = try story.interactions
            #expect(Set(all.map(\.request.url)) == ["https://demo.fly.dev/hello?x=1"])
            #expect(Set(all.map { $0.request.headers["host"] }) == ["demo.fly.dev"])
        }
    }

    @Test func `a world named by the token is the service's`() async throws {
        try await withRecordedService { story, service in
            _ = try await story.recorder.inWorld("other").makeApp("there")
            #expect(try await service.get("/v1/apps/there").code == 404)
            #expect(try await service.inWorld("other").get("/v1/apps/there").code == 200)
        }
    }

    @Test func `an exchange is on disk when its client has the answer, for the owner's eyes`() async throws {
        try await withRecordedService { story, _ in
            for count in 1...20 {
                _ = try await story.recorder.get("/v1/platform/regions")
                #expect(try story.interactions.count == count)
            }
            let attributes = try FileManager.default.attributesOfItem(atPath: story.path)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
        }
    }

    @Test func `a service that is not there is told of, and not recorded`() async throws {
        try await TemporaryFolder.with { folder in
            let path = folder + "/r.har"
            let port = try await PeerServer.with { $0.port }
            let setup = EmulatorSetup(fixtures: try .recording(to: path, fromPort: port))
            try await withEmulator(setup) { recorder in
                let answer = try await recorder.get("/v1/apps?org_slug=personal")
                #expect(answer.code == 502)
                #expect(
                    answer.error
                        == "windtunnel: http://127.0.0.1:\(port) cannot be reached: Connection refused")
                #expect(try RecordingFile.read(path).entries.isEmpty)
            }
        }
    }

    @Test func `what is not HTTP any more cannot be recorded`() async throws {
        try await withRecordedService { story, _ in
            let upgrade = try #require(HTTPField.Name("Upgrade"))
            let answer = try await story.recorder.get(
                "/", headers: [upgrade: "websocket", .connection: "upgrade"], host: "demo.fly.dev")
            #expect(answer.code == 501)
            #expect(answer.error == "windtunnel: websocket cannot be recorded")
            #expect(try await story.recorder.get("/v1/platform/regions", headers: [upgrade: "h2c"]).code == 200)
            #expect(try story.interactions.count == 1)
        }
    }
}

@Suite(.timeLimit(.minutes(1))) struct `A recording that is gone on with` {
    private func record(into path: String) async throws {
        try await withLiveEmulator(.instant) { _, live in
            try await withEmulator(EmulatorSetup(fixtures: try .recording(to: path, fromPort: live.port))) {
                _ = try await $0.get("/v1/platform/regions")
            }
        }
    }

    @Test func `keeps what it has`() async throws {
        try await TemporaryFolder.with { folder in
            try await record(into: folder + "/r.har")
            try await record(into: folder + "/r.har")
            #expect(try RecordingFile.read(folder + "/r.har").entries.count == 2)
        }
    }

    @Test func `is one that a writer was killed at, but not one that is damaged`() async throws {
        try await TemporaryFolder.with { folder in
            let path = folder + "/r.har"
            for _ in 0..<3 { try await record(into: path) }
            let whole = try RecordingFile.read(path).bytes
            try Data(whole.prefix(whole.count * 5 / 6)).write(to: URL(filePath: path))
            try await record(into: path)
            #expect(try RecordingFile.read(path).entries.count == 3)

            var damaged = try RecordingFile.read(path).bytes
            let middle = damaged.count / 2
            damaged.replaceSubrange(middle..<middle + 1, with: [0x01])
            try Data(damaged).write(to: URL(filePath: path))
            let failure = await #expect(throws: (any Error).self) { try await record(into: path) }
            #expect("\(try #require(failure))" == "\(path): entry 2 is damaged: no JSON at byte \(middle)")
        }
    }
}
