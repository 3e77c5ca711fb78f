import Fixtures
import HTTPTypes
import OrderedJSON
import Testing
import WindtunnelTestSupport

/// Every secret here is invented.
@Suite(.timeLimit(.minutes(1))) struct `No secret gets into a recording` {
    private static let pem =
        "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIPlantedPlanted0123456789\n-----END EC PRIVATE KEY-----\n"

    /// Each known by its form alone.
    private static let planted = [
        "FlyV1 fm2_lJPECAAAAAAAPlantedTokenOne0", "fm2_lJPECAAAAAAAPlantedTokenTwo0+/aB==",
        "fo1_PlantedUserToken0123456789abcdefXY", "Bearer PlantedBearer0123456789abcdefXY",
        "Basic cGxhbnRlZDpQbGFudGVkUGFzc3dvcmQx", "ghp_0123456789PlantedPlantedABCDEFGHIJ",
        "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJwbGFudGVkIn0.cGxhbnRlZFNpZ25hdHVyZTA", pem,
    ]

    /// What is left of a secret in a text: any long part of it, as it is or inside of base64.
    private static func traces(of secret: String, in text: String) -> [String] {
        let parts = secret.split { " \n.:".contains($0) }.map(String.init).filter { $0.utf8.count >= 12 }
        return parts.filter { !$0.hasPrefix("-----") && text.contains($0) }
    }

    private static func withEcho(
        _ body: @escaping @Sendable (RecordingStory, TestEmulator) async throws -> Void
    ) async throws {
        try await withRecordedService { story, service in
            _ = try await service.makeApp().makeStartedMachine(TestConfig.served())
            try await body(story, service)
        }
    }

    @Test(arguments: planted)
    func `in a header, a URL, JSON or text, asked or answered`(secret: String) async throws {
        try await Self.withEcho { story, _ in
            let flat = secret.replacing("\n", with: " ")
            let encoded = secret.utf8.map { byte in
                let hex = String(byte, radix: 16, uppercase: true)
                return "%" + (hex.utf8.count < 2 ? "0" : "") + hex
            }.joined()
            let json: JSON = ["config": ["files": [["guest_path": "/key", "note": .string(secret)]]]]
            let unknown = try #require(HTTPField.Name("X-Unknown"))
            for (path, headers, body) in [
                ("/header", [.authorization: flat, unknown: flat, .userAgent: "tool (\(flat))"], []),
                ("/query?a=1&note=\(encoded)&b=2", [:], []), ("/path/\(encoded)/x", [:], []),
                ("/json", [.contentType: "application/json"], json.utf8),
                ("/text", [.contentType: "text/plain"], Array("before \(secret) after".utf8)),
            ] as [(String, HTTPFields, [UInt8])] {
                let answer = try await story.recorder.send(
                    .post, path, bytes: body, headers: headers, host: "demo.fly.dev")
                #expect(answer.code == 200, "\(path): \(answer.text)")
            }
            #expect(try story.interactions.count == 5)
            #expect(Self.traces(of: secret, in: try story.text) == [])
            #expect(try story.text.contains("redacted-"))
        }
    }

    @Test func `what is secret because of what it is for`() async throws {
        try await withRecordedService { story, _ in
            let recorder = story.recorder.with(token: "Bearer plainPlantedTokenWithoutAForm")
            let app = try await recorder.makeApp()
            let machine = try await recorder.post(app.machinesPath, ["config": TestConfig.plain])
            let id = try #require(machine.json["id"]?.stringValue)
            let leased = try await recorder.post("\(app.machinesPath)/\(id)/lease")
            let nonce = try #require(leased.json["data"]?["nonce"]?.stringValue)
            let lease = try #require(HTTPField.Name("fly-machine-lease-nonce"))
            #expect(try await recorder.delete("\(app.machinesPath)/\(id)/lease", headers: [lease: nonce]).code == 200)
            let set = try await recorder.post("\(app.path)/secrets/NAME", ["value": "planted words, no more"])
            #expect(set.code < 300)
            let shown = try await recorder.get("\(app.path)/secrets?show_secrets=true")
            #expect(shown.text.contains("planted words, no more"))
            let mutation = try await recorder.post(
                "/graphql",
                [
                    "query": "mutation($i: SetSecretsInput!) { setSecrets(input: $i) { app { name } } }",
                    "variables": ["i": ["appId": "demo", "secrets": [["key": "OTHER", "value": "variable planted"]]]],
                ])
            #expect(mutation.code == 200 && !mutation.text.contains("errors"), "\(mutation.text)")
            let text = try story.text
            #expect(try story.interactions.count == 7)
            for secret in [
                "plainPlantedTokenWithoutAForm", nonce, "planted words, no more", "variable planted",
            ] {
                #expect(!text.contains(secret))
            }
            // The same nonce is the same placeholder, so that a reader can follow it.
            #expect(text.split(separator: "redacted-nonce-1").count > 2)
        }
    }

    @Test func `in a stream, cut anywhere`() async throws {
        let secret = "fm2_lJPECAAAAAAAPlantedInAStream0"
        try await withRecordedBytes { story, client, server in
            try await client.send("GET / HTTP/1.1\r\nHost: demo.fly.dev\r\n\r\n")
            let service = try await server.accept()
            _ = await service.read(until: "\r\n\r\n")
            try await service.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n")
            let text = "data: {\"token\":\"\(secret)\"}\n\n"
            let head = String(text.prefix(25))
            try await service.send(head)
            _ = await client.read(until: head)
            story.recorder.wall.advance(by: .seconds(1))
            try await service.send(String(text.dropFirst(25)))
            try await service.close()
            _ = await client.read(until: "\n\n")
            #expect(try await story.interaction().response.pieces.count == 2)
            #expect(try !story.text.contains("Planted"))
            #expect(try !story.text.contains("fm2_lJPEC"))
        }
    }

    @Test func `a token in use is known before its exchange is written`() async throws {
        try await withRecordedBytes { story, client, server in
            try await client.send(
                "GET /stream HTTP/1.1\r\nHost: demo.fly.dev\r\nAuthorization: Bearer OnlyPlantedHere_x\r\n\r\n")
            let stream = try await server.accept()
            _ = await stream.read(until: "\r\n\r\n")
            async let answer = story.recorder.get("/log", host: "demo.fly.dev")
            let log = try await server.accept()
            _ = await log.read(until: "\r\n\r\n")
            try await log.send("HTTP/1.1 200 OK\r\nContent-Length: 23\r\n\r\nseen: OnlyPlantedHere_x")
            #expect(try await answer.text == "seen: OnlyPlantedHere_x")
            #expect(try await story.interaction().response.bytes == Array("seen: redacted-token-1".utf8))
        }
    }
}

@Suite(.timeLimit(.minutes(1))) struct `A recording that meets what looks like a secret` {
    private static let suspicious = "q8Zt3LmX0pWv7RkY2sBn5HdJ9fGc4TaE"

    private static func answer(_ server: PeerServer, _ body: String, _ headers: String = "") async throws {
        let service = try await server.accept()
        _ = await service.read(until: "\r\n\r\n")
        let head = "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\nConnection: close\r\n\(headers)\r\n"
        try await service.send(head + body)
    }

    private static func expectStop(_ story: RecordingStory, _ words: String) async throws {
        let refused = try await story.recorder.get("/v1/apps?org_slug=personal")
        #expect(refused.code == 503)
        #expect(
            refused.error
                == "windtunnel: \(story.path): stopped recording before entry 2, a GET to demo.fly.dev: \(words)")
        #expect(try await story.recorder.get("/_windtunnel/health").code == 200)
        let interactions = try story.interactions
        #expect(interactions.map(\.request.url) == ["https://demo.fly.dev/1"])
        #expect(try !story.text.contains(Self.suspicious))
    }

    @Test func `answers the client, writes nothing of it, and takes no more`() async throws {
        try await withRecordedBytes { story, _, server in
            async let first = story.recorder.get("/1", host: "demo.fly.dev")
            try await Self.answer(server, "{}")
            #expect(try await first.code == 200)
            async let second = story.recorder.get("/2", host: "demo.fly.dev")
            try await Self.answer(server, "{\"note\":\"\(Self.suspicious)\"}")
            #expect(try await second.text.contains(Self.suspicious))
            try await Self.expectStop(story, "response.body $.note: looks like a secret")
        }
    }

    @Test func `so does one that cannot be looked into`() async throws {
        try await withRecordedBytes { story, _, server in
            async let first = story.recorder.get("/1", host: "demo.fly.dev")
            try await Self.answer(server, "{}")
            #expect(try await first.code == 200)
            async let second = story.recorder.get("/2", host: "demo.fly.dev")
            try await Self.answer(server, "packed", "Content-Encoding: br\r\n")
            #expect(try await second.text == "packed")
            try await Self.expectStop(story, "response.body: a compressed body, which cannot be checked")
        }
    }
}
