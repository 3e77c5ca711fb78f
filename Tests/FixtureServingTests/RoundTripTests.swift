import FixtureServing
import Fixtures
import FoundationEssentials
import HTTPTypes
import OrderedJSON
import Testing
import WindtunnelTestSupport

/// What was recorded from one emulator is replayed without it.
@Suite(.timeLimit(.minutes(2))) struct `From the service into a file and back` {
    /// Runs `body` with a client of an emulator that has this setup, and a pause that lets a millisecond pass there.
    private static func with<Result: Sendable>(
        _ fixtures: FixtureSettings,
        _ body: @escaping @Sendable (_ emulator: TestEmulator, _ client: LiveClient) async throws -> Result
    ) async throws -> Result {
        var setup = EmulatorSetup.instant
        setup.fixtures = fixtures
        return try await withLiveEmulator(setup, body)
    }

    /// Settings that ask a service, which is another emulator, for what a mode lets through.
    private static func withService<Result: Sendable>(
        _ body: @escaping @Sendable (_ service: TestEmulator, _ sites: UpstreamSites) async throws -> Result
    ) async throws -> Result {
        try await withLiveEmulator(.instant) { service, live in
            let origin = try #require(UpstreamOrigin(url: "http://127.0.0.1:\(live.port)"))
            return try await body(service, UpstreamSites(api: origin))
        }
    }

    @Test(arguments: [0, 7], ["mcp-demo-1a2b", "mcp-demo-3c4d", "harbour"])
    func `the guide, by the same name and by another, however close its requests came`(
        step: Int, name: String
    ) async throws {
        try await TemporaryFolder.with { folder in
            let path = folder + "/guide.har"
            let recorded = try await Self.withService { _, sites in
                try await Self.with(FixtureSettings(file: path, purpose: .record, upstreams: sites)) {
                    emulator, client in
                    let run = GuideRun(app: "mcp-demo-1a2b", client: client) {
                        emulator.wall.advance(by: .milliseconds(step))
                    }
                    return try await run.run()
                }
            }
            #expect(recorded.replies.count == 3)
            let replayed = try await Self.with(FixtureSettings(file: path, purpose: .replay(.none, spy: false))) {
                emulator, client in
                let replayed = try await GuideRun(app: name, client: client).run()
                let document = try await emulator.fixtures()
                #expect(document["hits"] == 7 && document["missed"] == 0 && document["unused"] == [])
                return replayed
            }
            #expect(replayed.replies == recorded.replies)
            #expect(replayed.made["id"] == recorded.made["id"])
            #expect(replayed.made["config"]?["metadata"]?["app"]?.stringValue == name)
            #expect(replayed.ended["state"] == recorded.ended["state"])
            #expect(!replayed.ended.text.contains("mcp-demo-1a2b") || name == "mcp-demo-1a2b")
        }
    }

    @Test func `once: what is not there is recorded, and then nothing new is let through`() async throws {
        try await TemporaryFolder.with { folder in
            let path = folder + "/once.har"
            try await Self.withService { service, sites in
                let settings = FixtureSettings(file: path, purpose: .replay(.once, spy: false), upstreams: sites)
                try await Self.with(settings) { emulator, client in
                    #expect(try await client.send(.get, "/v1/apps?org_slug=personal").code == 200)
                    let document = try await emulator.fixtures()
                    #expect(document["recorded"] == 1 && document["entries"] == 0)
                }
                _ = try await service.makeApp("later")
                try await Self.with(settings) { emulator, client in
                    let answer = try await client.send(.get, "/v1/apps?org_slug=personal")
                    #expect(try answer.json["total_apps"] == 0)
                    #expect(try await client.send(.get, "/v1/apps/later").code == 501)
                }
            }
        }
    }

    @Test func `once: a recording in which nothing is yet is recorded into`() async throws {
        try await TemporaryFolder.with { folder in
            let path = folder + "/once.har"
            try await Self.withService { service, sites in
                let settings = FixtureSettings(file: path, purpose: .replay(.once, spy: false), upstreams: sites)
                try await Self.with(settings) { _, _ in }
                try await Self.with(settings) { _, client in
                    let answer = try await client.send(.get, "/v1/apps?org_slug=personal")
                    #expect(answer.code == 200)
                }
                #expect(try RecordingFile.read(path).entries.count == 1)
            }
        }
    }

    @Test func `new-episodes: what is missing is recorded in the words of what is there`() async throws {
        try await TemporaryFolder.with { folder in
            let path = folder + "/new.har"
            @Sendable func settings(_ sites: UpstreamSites?, _ mode: ReplayMode) -> FixtureSettings {
                FixtureSettings(file: path, purpose: .replay(mode, spy: false), upstreams: sites)
            }
            try await Self.withService { service, sites in
                try await Self.with(settings(sites, .once)) { _, client in
                    let answer = try await client.send(
                        .post, "/v1/apps", ["app_name": "boats", "org_slug": "personal"])
                    #expect(answer.code == 201)
                }
                _ = try await service.makeApp("ships")
                try await Self.with(settings(sites, .newEpisodes)) { emulator, client in
                    let answer = try await client.send(
                        .post, "/v1/apps", ["app_name": "ships", "org_slug": "personal"])
                    #expect(answer.code == 201)
                    #expect(try await client.send(.get, "/v1/apps/ships").json["name"] == "ships")
                    let document = try await emulator.fixtures()
                    #expect(document["hits"] == 1 && document["recorded"] == 1)
                }
            }
            let entries = try RecordingFile.read(path).recording().interactions
            #expect(
                entries.map(\.request.url) == [
                    "https://api.machines.dev/v1/apps", "https://api.machines.dev/v1/apps/boats",
                ])
            #expect(try JSON(parsing: entries[1].response.bytes)["name"] == "boats")
            try await Self.with(settings(nil, .none)) { _, client in
                _ = try await client.send(.post, "/v1/apps", ["app_name": "rafts", "org_slug": "personal"])
                let answer = try await client.send(.get, "/v1/apps/rafts")
                #expect(try answer.json["name"] == "rafts")
            }
        }
    }

    @Test func `all: the old recording stays until there is something to hold in its place`() async throws {
        try await Taped.file(Taped.polls) { path in
            try await Self.withService { _, sites in
                let settings = FixtureSettings(file: path, purpose: .replay(.all, spy: false), upstreams: sites)
                try await Self.with(settings) { _, _ in
                    let old = try RecordingFile.read(path)
                    #expect(old.entries.count == 9)
                }
                #expect(try RecordingFile.read(path).entries.count == 9)
                #expect(!FileManager.default.fileExists(atPath: path + ".new"))
                try await Self.with(settings) { emulator, client in
                    let made = try await client.send(.post, "/v1/apps", ["app_name": "boats", "org_slug": "personal"])
                    #expect(made.code == 201)
                    let again = try await client.send(.post, "/v1/apps", ["app_name": "boats", "org_slug": "personal"])
                    #expect(again.code == 422)
                    #expect(try await emulator.fixtures()["recorded"] == 2)
                }
                #expect(try RecordingFile.read(path).entries.map(\.status) == [201, 422])
                #expect(!FileManager.default.fileExists(atPath: path + ".new"))
            }
        }
    }

    @Test func `the control of a recording tells how much is written`() async throws {
        try await withRecordedService { story, _ in
            _ = try await story.recorder.makeApp()
            #expect(
                try await story.recorder.fixtures() == [
                    "purpose": "record", "file": .string(story.path), "mode": .null, "recorded": 1, "stopped": .null,
                ])
            let answer = try await story.recorder.send(.patch, "/_windtunnel/fixtures", ["rewind": true])
            #expect(answer.code == 409 && answer.error == "a recording is made, none is replayed")
        }
    }
}
