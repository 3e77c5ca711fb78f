import OrderedJSON
import Testing
import WindtunnelTestSupport

/// Builds that clients tell of (reference/graphql.md, section 3.4).
@Suite(.timeLimit(.minutes(5))) struct GraphQLBuilds {
    private static let create = """
        mutation($input: CreateBuildInput!) { createBuild(input: $input) { clientMutationId id status } }
        """
    private static let finish = """
        mutation($input: FinishBuildInput!) { finishBuild(input: $input) { id status wallclockTimeMs } }
        """
    private static let begun: JSON = [
        "appName": "demo", "builderType": "local", "machineId": "", "strategiesAvailable": ["Dockerfile"],
        "clientMutationId": "",
    ]

    @Test func `a build is counted, timed by the world's clock, and listed`() async throws {
        try await withEmulator { emulator in
            _ = try await emulator.makeApp()
            let begun = try await emulator.query(Self.create, ["input": Self.begun]).json["data"]?["createBuild"]
            #expect(begun == ["clientMutationId": "", "id": "1", "status": "started"])
            try await emulator.advance(by: "2.5s")
            let finished = try await emulator.query(
                Self.finish,
                [
                    "input": [
                        "appName": "demo", "buildId": "1", "status": "completed", "logs": "all well",
                        "finalImage": ["id": "sha256:1", "sizeBytes": 3_000_000_000, "tag": "registry.fly.io/demo:1"],
                    ]
                ]
            ).json["data"]?["finishBuild"]
            #expect(finished == ["id": "1", "status": "completed", "wallclockTimeMs": 2500])
            let second = try await emulator.query(Self.create, ["input": Self.begun]).json["data"]?["createBuild"]
            #expect(second?["id"] == "2")
            let listed = try await emulator.query(
                """
                { app(name: "demo") { builds { totalCount nodes {
                    id number status inProgress succeeded failed image logs commitId app { name } createdBy { email }
                } } } }
                """
            ).json["data"]?["app"]?["builds"]
            #expect(listed?["totalCount"] == 2)
            #expect(listed?["nodes"]?[0]?["inProgress"] == true)
            #expect(
                listed?["nodes"]?[1] == [
                    "id": "1", "number": 1, "status": "completed", "inProgress": false, "succeeded": true,
                    "failed": false, "image": "registry.fly.io/demo:1", "logs": "all well", "commitId": nil,
                    "app": ["name": "demo"], "createdBy": ["email": "developer@example.com"],
                ])
        }
    }

    @Test(arguments: [
        ("nobody", "1", "App \"nobody\""), ("demo", "7", "Build"), ("demo", "x", "Build"), ("other", "1", "Build"),
    ])
    func `a build that is not there is not found`(app: String, id: String, what: String) async throws {
        try await withEmulator { emulator in
            for name in ["demo", "other"] { _ = try await emulator.makeApp(name) }
            _ = try await emulator.query(Self.create, ["input": Self.begun])
            let input: JSON = ["appName": .string(app), "buildId": .string(id), "status": "failed"]
            #expect(
                try await emulator.complaints(Self.finish, ["input": input]) == ["NOT_FOUND Could not find \(what)"])
        }
    }

    @Test func `builds go with their app`() async throws {
        try await withEmulator { emulator in
            #expect(
                try await emulator.complaints(Self.create, ["input": Self.begun])
                    == ["NOT_FOUND Could not find App \"demo\""])
            _ = try await emulator.makeApp()
            _ = try await emulator.query(Self.create, ["input": Self.begun])
            _ = try await emulator.delete("/v1/apps/demo")
            _ = try await emulator.makeApp()
            let listed = try await emulator.query(#"{ app(name: "demo") { builds { totalCount } } }"#)
            #expect(try listed.json["data"]?["app"]?["builds"] == ["totalCount": 0])
            // A number is not given out again.
            let next = try await emulator.query(Self.create, ["input": Self.begun]).json["data"]?["createBuild"]
            #expect(next?["id"] == "2")
        }
    }
}
