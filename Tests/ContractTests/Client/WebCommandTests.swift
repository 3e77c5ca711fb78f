import HTTPTypes
import OrderedJSON
import Testing
import WindtunnelTestSupport

/// The calls of flyctl's commands that go to the web site's API, in order (reference/graphql.md, section 4.5).
@Suite(.timeLimit(.minutes(5))) struct `Web commands of the official client` {
    /// What flyctl sends to GraphQL for an image: null would end the command.
    private static func resolveImage(_ reference: String, _ client: OfficialClient) async throws -> String {
        let answer = try await client.send(
            .post, "/graphql",
            [
                "query": """
                query($appName: String!, $imageRef: String!) { app(name: $appName) { id image(ref: $imageRef) { id digest \
                ref compressedSize: compressedSizeFull manifest } } }
                """,
                "variables": ["appName": .string(client.app), "imageRef": .string(reference)],
            ])
        return try #require(answer.json["data"]?["app"]?["image"]?["ref"]?.stringValue)
    }

    /// The calls before an image is deployed.
    private static func imageBlock(_ client: OfficialClient) async throws -> (build: Int, image: String) {
        let app = try await client.sendToApp(.get)
        let slug = try #require(app.json["organization"]?["slug"]?.stringValue)
        let organization = try await client.send(.get, "/api/v1/organizations/\(slug)")
        try #require(organization.code == 200, "nil otherwise, and the client crashes")
        #expect(try organization.json["organization"]?["slug"] == .string(slug))
        let begun = try await client.send(
            .post, "/api/v1/builds",
            ["app_name": .string(client.app), "builder_type": "local", "strategies_available": ["Image Reference"]])
        try #require(begun.code == 200, "anything else is a warning")
        let build = try #require(begun.json["id"]?.intValue)
        let image = try await resolveImage("nginx:1.27", client)
        let finished = try await client.send(
            .post, "/api/v1/builds/finish",
            [
                "build_id": .int(build), "app_name": .string(client.app), "machine_id": "", "status": "completed",
                "strategies_attempted": [
                    ["strategy": "Image Reference", "result": "success", "error": "", "note": ""]
                ],
                "builder_meta": [:], "final_image": ["id": "", "size_bytes": 0, "tag": .string(image)], "timings": [:],
                "logs": "",
            ])
        #expect(finished.code == 200)
        return (build, image)
    }

    private static func release(_ client: OfficialClient, build: Int, image: String) async throws -> JSON {
        let answer = try await client.send(
            .post, "/api/v1/releases",
            [
                "app_name": .string(client.app), "build_id": .int(build),
                "definition": ["app": .string(client.app), "primary_region": "iad"], "image": .string(image),
                "strategy": "ROLLING",
            ])
        try #require([200, 201].contains(answer.code), "\(answer.text)")
        return try #require(answer.json["release"])
    }

    private static func tell(_ status: String, _ release: JSON, _ client: OfficialClient) async throws {
        let id = try #require(release["id"]?.stringValue)
        let answer = try await client.send(
            .patch, "/api/v1/releases/\(id)", ["status": .string(status), "metadata": nil])
        try #require(answer.code == 200)
        #expect(try answer.json["status"] == .string(status))
    }

    @Test func `fly deploy --image builds nothing, makes a release and tells how it goes`() async throws {
        try await withOfficialClient { client, emulator in
            let (build, image) = try await Self.imageBlock(client)
            #expect(try await client.platformMachines().isEmpty)
            let release = try await Self.release(client, build: build, image: image)
            #expect(release["version"] == 1)
            try await Self.tell("running", release, client)
            let machine = try await client.launch(ClientConfig.deployed("v1"), ["region": "iad"]).id
            try await client.waitForChange(machine, "started")
            try await Self.tell("complete", release, client)

            let query: JSON = [
                "query":
                    "query($appName: String!) { app(name: $appName) { currentReleaseUnprocessed { configDefinition } } }",
                "variables": ["appName": .string(client.app)],
            ]
            let app = try await client.send(.post, "/graphql", query).json["data"]?["app"]
            #expect(
                app?["currentReleaseUnprocessed"]?["configDefinition"]
                    == ["app": .string(client.app), "primary_region": "iad"], "the next deployment begins with it")
        }
    }

    @Test func `fly deploy that fails asks the log for its last words`() async throws {
        try await withOfficialClient { client, emulator in
            let release = try await Self.release(client, build: 0, image: "nginx")
            let machine = try await client.launch(ClientConfig.deployed("v1")).id
            try await emulator.settle()
            _ = try await emulator.post("/_windtunnel/machines/\(machine)/exit", ["exit_code": 3])
            try await emulator.advance(by: "1ms")
            let answer = try await client.send(
                .get, "/api/v1/apps/\(client.app)/logs?instance=\(machine)&next_token=")
            let lines = try #require(answer.json["data"]?.arrayValue)
            #expect(
                lines.last?["attributes"]?["message"] == "process ended with exit code 3, will be restarted")
            #expect(lines.last?["attributes"]?["level"] == "error")
            try await Self.tell("failed", release, client)
        }
    }

    @Test func `fly machine run asks the web site for the organization and a build`() async throws {
        try await withOfficialClient { client, _ in
            let (_, image) = try await Self.imageBlock(client)
            var config = ClientConfig.run.objectValue ?? [:]
            config["image"] = .string(image)
            let machine = try await client.launch(.object(config)).id
            try await client.waitForChange(machine, "started")
        }
    }

    @Test func `fly secrets list asks for the releases that machines name`() async throws {
        try await withOfficialClient { client, emulator in
            _ = try await client.launch(ClientConfig.deployed("v1"))
            try await emulator.settle()
            #expect(try await client.sendToApp(.get, "/secrets").code == 200)
            let machines = try await client.list()
            #expect(machines[0]["config"]?["metadata"]?["fly_release_version"] == "1")
            _ = try await Self.release(client, build: 0, image: "nginx")
            let answer = try await client.send(.get, "/api/v1/apps/\(client.app)/releases?limit=20")
            #expect(answer.code == 200)
            let releases = try #require(answer.json["releases"]?.arrayValue)
            #expect(releases.map { $0["version"] } == [1])
            for release in releases { try Decoded.time(release["created_at"]) }
        }
    }

    @Test func `fly launch finds its organization in both APIs`() async throws {
        try await withEmulator { emulator in
            let client = OfficialClient(emulator: emulator, app: "paper-planes")
            let query: JSON = [
                "query": "query($admin: Boolean!) { organizations(admin: $admin) { nodes { id slug rawSlug type } } }",
                "variables": ["admin": false],
            ]
            let node = try await client.send(.post, "/graphql", query).json["data"]?["organizations"]?["nodes"]?[0]
            #expect(node?["type"] == "PERSONAL")
            #expect(try await client.sendToApp(.get).code == 404, "the name is free")
            let slug = try #require(node?["slug"]?.stringValue)
            let organization = try await client.send(.get, "/api/v1/organizations/\(slug)").json["organization"]
            #expect(organization?["id"] == node?["id"])
            #expect(organization?["raw_slug"] == node?["rawSlug"])
            let body: JSON = ["name": "paper-planes", "org_slug": .string(slug), "network": "", "app_role_id": ""]
            #expect(try await client.send(.post, "/v1/apps?wait=true", body).code == 201)
            #expect(try await client.sendToApp(.get).code == 200)
        }
    }

    @Test func `fly logs polls until the app is gone`() async throws {
        try await withOfficialClient { client, emulator in
            _ = try await client.launch(ClientConfig.run)
            try await emulator.settle()
            var token = ""
            var messages: [String] = []
            for _ in 1...3 {
                let answer = try await client.send(.get, "/api/v1/apps/\(client.app)/logs?next_token=\(token)")
                try #require(answer.code == 200)
                let lines = try #require(answer.json["data"]?.arrayValue)
                // The client keeps its token when nothing is new.
                if !lines.isEmpty { token = try #require(answer.json["meta"]?["next_token"]?.stringValue) }
                messages += lines.compactMap { $0["attributes"]?["message"]?.stringValue }
            }
            #expect(messages.count == 2)
            _ = try await client.sendToApp(.delete)
            #expect(try await client.send(.get, "/api/v1/apps/\(client.app)/logs?next_token=\(token)").code == 404)
        }
    }

    @Test func `fly auth login begins a session, opens it and polls`() async throws {
        try await withEmulator { emulator in
            // No token is sent before there is one.
            let begun = try await emulator.post(
                "/api/v1/cli_sessions", ["name": "paper-boat", "signup": false, "target": "auth"])
            #expect(begun.code == 201)
            let id = try #require(begun.json["id"]?.stringValue)
            #expect(try begun.json["auth_url"]?.stringValue?.contains(id) == true)
            let polled = try await emulator.get("/api/v1/cli_sessions/\(id)")
            #expect(polled.code == 200)
            let token = try #require(polled.json["access_token"]?.stringValue)
            #expect(!["fm1r", "fm1a", "fm2"].contains(token.prefix { $0 != "_" }), "the client would drop it")
            let query: JSON = [
                "query": "{ viewer { ... on User { id email enablePaidHobby } ... on Macaroon { email } } }"
            ]
            let viewer = try await emulator.with(token: "Bearer " + token).post("/graphql", query)
            #expect(try viewer.json["data"]?["viewer"]?["email"]?.stringValue?.isEmpty == false)
        }
    }
}
