import OrderedJSON
import Testing
import WindtunnelTestSupport

/// `/api/v1/builds` (reference/graphql.md, section 4.2).
@Suite(.timeLimit(.minutes(5))) struct Builds {
    private static func begin(_ emulator: TestEmulator, app: JSON = "demo") async throws -> Answer {
        try await emulator.post(
            "/api/v1/builds",
            ["app_name": app, "builder_type": "local", "machine_id": "", "strategies_available": ["Image"]])
    }

    private static func finish(_ emulator: TestEmulator, _ id: JSON, app: JSON = "demo") async throws -> Answer {
        try await emulator.post(
            "/api/v1/builds/finish",
            [
                "build_id": id, "app_name": app, "machine_id": "", "status": "completed",
                "strategies_attempted": [["strategy": "Image", "result": "success", "error": "", "note": ""]],
                "builder_meta": ["builder_type": "local"], "final_image": ["id": "i", "size_bytes": 1, "tag": "t"],
                "timings": ["build_ms": 1], "logs": "",
            ])
    }

    @Test func `a build is numbered when it begins, and has taken its time when it ends`() async throws {
        try await withEmulator { emulator in
            _ = try await emulator.makeApp()
            let begun = try await Self.begin(emulator)
            #expect(begun.code == 200)
            #expect(try begun.json["status"] == "started")
            #expect(try begun.json["wallclock_time_ms"] == 0)
            let id = try #require(begun.json["id"]?.intValue)
            #expect(try await Self.begin(emulator).json["id"]?.intValue != id)
            try await emulator.advance(by: "1.5s")
            let finished = try await Self.finish(emulator, .int(id))
            #expect(finished.code == 200)
            #expect(try finished.json == ["id": .int(id), "status": "completed", "wallclock_time_ms": 1500])
        }
    }

    @Test func `a build of nobody's is refused`() async throws {
        try await withEmulator { emulator in
            _ = try await emulator.makeApp()
            _ = try await emulator.makeApp("other")
            let unknown = try await Self.begin(emulator, app: "nobody")
            #expect(unknown.code == 404)
            #expect(unknown.error == "app not found")
            let unnamed = try await Self.begin(emulator, app: "")
            #expect(unnamed.code == 400)
            #expect(unnamed.error == "invalid_argument: app_name is required")
            let id = try #require(await Self.begin(emulator).json["id"])
            for answer in [
                try await Self.finish(emulator, id, app: "other"), try await Self.finish(emulator, 4711),
            ] {
                #expect(answer.code == 404)
                #expect(answer.error == "build not found")
            }
            let text = try await Self.finish(emulator, "1")
            #expect(text.code == 400)
            #expect(
                text.error
                    == "json: cannot unmarshal string into Go struct field finishBuildRequest.build_id of type int64")
        }
    }

    @Test func `a token builds for its own apps only`() async throws {
        try await withEmulator(Keys.strict) { emulator async throws in
            let owner = emulator.with(token: Keys.owner)
            _ = try await owner.makeApp()
            _ = try await owner.makeApp("other")
            #expect(try await Self.begin(emulator.with(token: Keys.demoOnly)).code == 200)
            let other = try await Self.begin(emulator.with(token: Keys.demoOnly), app: "other")
            #expect(other.code == 403)
            #expect(other.error == "unauthorized")
        }
    }
}
