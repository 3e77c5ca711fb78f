import HTTPTypes
import OrderedJSON
import Testing
import WindtunnelTestSupport

/// Releases over `/api/v1`, which GraphQL shows too (reference/graphql.md, section 4.2).
@Suite(.timeLimit(.minutes(5))) struct ReleaseRoutes {
    private static func create(_ emulator: TestEmulator, _ changes: JSON = [:]) async throws -> Answer {
        var body: JSONObject = [
            "app_name": "demo", "build_id": 0, "definition": ["app": "demo", "primary_region": "ams"],
            "image": "registry.fly.io/demo:v1", "strategy": "CANARY",
        ]
        for member in changes.objectValue ?? [:] { body[member.key] = member.value }
        return try await emulator.post("/api/v1/releases", .object(body))
    }

    private static func update(_ emulator: TestEmulator, _ id: String, _ body: JSON) async throws -> Answer {
        try await emulator.send(.patch, "/api/v1/releases/\(id)", body)
    }

    /// Makes a release and gives its id.
    private static func made(_ emulator: TestEmulator, _ changes: JSON = [:]) async throws -> String {
        try #require(await create(emulator, changes).json["release"]?["id"]?.stringValue)
    }

    @Test func `a release is made, runs and is complete`() async throws {
        try await withEmulator { emulator in
            _ = try await emulator.makeApp()
            let answer = try await Self.create(emulator)
            #expect(answer.code == 201)
            let release = try #require(answer.json["release"])
            let id = try #require(release["id"]?.stringValue)
            let time = try #require(release["created_at"])
            try Decoded.time(time)
            #expect(
                release == [
                    "id": .string(id), "version": 1, "stable": false, "in_progress": true, "status": "pending",
                    "strategy": "CANARY", "user": "dev@windtunnel.local", "created_at": time,
                    "image_ref": "registry.fly.io/demo:v1",
                ])
            let running = try await Self.update(emulator, id, ["status": "running", "metadata": ["a": 1]])
            #expect(running.code == 200)
            #expect(try running.json["status"] == "running")
            #expect(try running.json["in_progress"] == true)
            let complete = try await Self.update(emulator, id, ["status": "complete", "metadata": nil])
            #expect(try complete.json["stable"] == true)
            #expect(try complete.json["in_progress"] == false)
            #expect(try complete.json["id"] == .string(id), "without a wrapping")
        }
    }

    @Test func `GraphQL shows the same: definition, image and what became of it`() async throws {
        try await withEmulator { emulator in
            _ = try await emulator.makeApp()
            let id = try await Self.made(emulator)
            _ = try await Self.update(emulator, id, ["status": "complete", "metadata": ["a": 1]])
            let query: JSON = [
                "query": """
                { app(name: "demo") {
                    currentReleaseUnprocessed { id version configDefinition imageRef status }
                    releasesUnprocessed(first: 1) { nodes { id deploymentStrategy stable } }
                    currentRelease { metadata }
                } }
                """
            ]
            let app = try #require(await emulator.post("/graphql", query).json["data"]?["app"])
            #expect(
                app["currentReleaseUnprocessed"] == [
                    "id": .string(id), "version": 1, "configDefinition": ["app": "demo", "primary_region": "ams"],
                    "imageRef": "registry.fly.io/demo:v1", "status": "complete",
                ])
            #expect(
                app["releasesUnprocessed"]?["nodes"] == [
                    ["id": .string(id), "deploymentStrategy": "CANARY", "stable": true]
                ])
            #expect(app["currentRelease"]?["metadata"] == ["a": 1])
        }
    }

    @Test func `the newest is listed first and is the current one`() async throws {
        try await withEmulator { emulator in
            _ = try await emulator.makeApp()
            let none = try await emulator.get("/api/v1/apps/demo/releases")
            #expect(try none.json == ["releases": []])
            let current = try await emulator.get("/api/v1/apps/demo/releases/current")
            #expect(current.code == 404, "which the client takes for none")
            #expect(current.error == "release not found")
            var ids: [String] = []
            for _ in 1...3 { ids.append(try await Self.made(emulator)) }
            func list(_ query: String = "") async throws -> [String] {
                let answer = try await emulator.get("/api/v1/apps/demo/releases" + query)
                return try answer.json["releases"]?.arrayValue?.compactMap { $0["id"]?.stringValue } ?? []
            }
            #expect(try await list() == [ids[2], ids[1], ids[0]])
            #expect(try await list("?limit=2") == [ids[2], ids[1]])
            let newest = try await emulator.get("/api/v1/apps/demo/releases/current")
            #expect(newest.code == 200)
            #expect(try newest.json["id"] == .string(ids[2]))
            let bad = try await emulator.get("/api/v1/apps/demo/releases?limit=x")
            #expect(bad.code == 400)
            #expect(bad.error == "invalid_argument: limit must be a positive integer")
        }
    }

    @Test func `the current releases of all apps are told by their times`() async throws {
        try await withEmulator(Keys.strict) { emulator async throws in
            let owner = emulator.with(token: Keys.owner)
            for app in ["demo", "other", "idle"] { _ = try await owner.makeApp(app) }
            _ = try await Self.made(owner)
            _ = try await Self.made(owner, ["app_name": "other"])
            try await emulator.advance(by: "1m")
            _ = try await Self.made(owner)
            func times(_ token: String) async throws -> JSONObject {
                let answer = try await emulator.with(token: token).get("/api/v1/releases/all_current")
                #expect(answer.code == 200)
                return try #require(answer.json.objectValue)
            }
            let all = try await times(Keys.owner)
            #expect(Set(all.keys) == ["demo", "other"])
            for member in all { try Decoded.time(member.value) }
            #expect(all["demo"] != all["other"], "the newest counts")
            #expect(try await Array(times(Keys.demoOnly).keys) == ["demo"])
            #expect(try await times(Keys.stranger).isEmpty)
        }
    }

    @Test func `no strategy is the usual one, and no definition is none`() async throws {
        try await withEmulator { emulator in
            _ = try await emulator.makeApp()
            let answer = try await Self.create(emulator, ["strategy": "", "definition": nil, "image": nil])
            #expect(try answer.json["release"]?["strategy"] == "ROLLING")
            #expect(try answer.json["release"]?["image_ref"] == "")
        }
    }

    private struct Refused: Sendable {
        let changes: JSON
        let code: Int
        let text: String
    }

    private static let refused = [
        Refused(changes: ["app_name": "nobody"], code: 404, text: "app not found"),
        Refused(changes: ["app_name": ""], code: 400, text: "invalid_argument: app_name is required"),
        Refused(
            changes: ["strategy": "SLOW"], code: 400,
            text: "invalid_argument: invalid strategy: SLOW, must be one of "
                + "[BLUEGREEN, CANARY, IMMEDIATE, ROLLING, ROLLING_ONE, SIMPLE]"),
        Refused(
            changes: ["definition": "text"], code: 400,
            text: "json: cannot unmarshal string into Go struct field createReleaseRequest.definition of type "
                + "map[string]interface {}"),
        Refused(
            changes: ["build_id": "7"], code: 400,
            text: "json: cannot unmarshal string into Go struct field createReleaseRequest.build_id of type int64"),
    ]

    @Test func `a release that cannot be is refused`() async throws {
        try await withEmulator { emulator in
            _ = try await emulator.makeApp()
            for refused in Self.refused {
                let answer = try await Self.create(emulator, refused.changes)
                #expect(answer.code == refused.code, "\(refused.changes)")
                #expect(answer.error == refused.text)
            }
        }
    }

    @Test func `only what is known is changed, and only in known words`() async throws {
        try await withEmulator { emulator in
            _ = try await emulator.makeApp()
            let unknown = try await Self.update(emulator, "rel_0000000000000000", ["status": "running"])
            #expect(unknown.code == 404)
            #expect(unknown.error == "release not found")
            let odd = try await Self.update(emulator, Self.made(emulator), ["status": "done"])
            #expect(odd.code == 400)
            #expect(
                odd.error == "invalid_argument: invalid status: done, must be one of "
                    + "[pending, running, complete, failed, interrupted]")
            #expect(try await emulator.get("/api/v1/apps/nobody/releases").error == "app not found")
            #expect(try await emulator.get("/api/v1/apps/nobody/releases/current").error == "app not found")
        }
    }

    @Test func `a token releases its own apps only, in its user's name`() async throws {
        try await withEmulator(Keys.strict) { emulator async throws in
            let owner = emulator.with(token: Keys.owner)
            _ = try await owner.makeApp()
            _ = try await owner.makeApp("other")
            let narrow = emulator.with(token: Keys.demoOnly)
            #expect(try await Self.create(narrow).json["release"]?["user"] == "ci@example.com")
            #expect(try await Self.create(narrow, ["app_name": "other"]).code == 403)
            let other = try await Self.made(owner, ["app_name": "other"])
            let refused = try await Self.update(narrow, other, ["status": "failed"])
            #expect(refused.code == 403)
            #expect(refused.error == "unauthorized")
            #expect(try await owner.get("/api/v1/apps/other/releases/current").json["status"] == "pending")
        }
    }
}
