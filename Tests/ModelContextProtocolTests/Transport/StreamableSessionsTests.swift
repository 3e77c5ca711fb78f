import ModelContextProtocol
import OrderedJSON
import Testing

@Suite("A Streamable HTTP server", .timeLimit(.minutes(5)))
struct StreamableSessionsTests {
    private static let ping = #"{"jsonrpc":"2.0","id":1,"method":"ping"}"#

    // MARK: - A session

    @Test("begins a session, answers in it, and ends it")
    func life() async {
        let client = StreamableClient()
        let begun = await client.send("POST", StreamableClient.initialize())
        #expect(begun.status == 200)
        #expect(begun.header("Content-Type") == "application/json")
        #expect(begun.header("Mcp-Session-Id") == "session1")
        #expect(begun.json?["result"]?["protocolVersion"] == "2025-11-25")
        let initialized = await client.send(
            "POST", #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#, session: "session1",
            headers: ["mcp-protocol-version": "2025-11-25"])
        #expect(initialized.status == 202)
        #expect(initialized.text == "")
        let pong = await client.send("POST", Self.ping, session: "session1")
        #expect(pong.status == 200)
        #expect(pong.text == #"{"result":{},"jsonrpc":"2.0","id":1}"#)
        let ended = await client.send("DELETE", session: "session1")
        #expect(ended.status == 200)
        #expect(ended.text == "")
        #expect(await client.send("POST", Self.ping, session: "session1").status == 404)
    }

    @Test(
        "speaks every legacy revision, and offers its newest for one it does not know",
        arguments: [
            ("2024-11-05", "2024-11-05"), ("2025-03-26", "2025-03-26"), ("2025-06-18", "2025-06-18"),
            ("2025-11-25", "2025-11-25"), ("1999-01-01", "2025-11-25"), ("2026-07-28", "2025-11-25"),
        ])
    func negotiates(wish: String, version: String) async {
        let begun = await StreamableClient().send("POST", StreamableClient.initialize(wish))
        #expect(begun.json?["result"]?["protocolVersion"]?.stringValue == version)
    }

    @Test("gives no session for an initialize that fails")
    func failedInitialize() async {
        let client = StreamableClient()
        let answer = await client.send("POST", #"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{}}"#)
        #expect(answer.status == 200)
        #expect(answer.json?["error"]?["code"] == -32603)
        #expect(answer.header("Mcp-Session-Id") == nil)
        #expect(await client.send("POST", Self.ping, session: "session1").status == 404)
    }

    @Test("begins anew in the same session when asked to")
    func again() async throws {
        let client = StreamableClient()
        let id = try #require(await client.begin("2025-11-25"))
        let again = await client.send("POST", StreamableClient.initialize("2025-03-26"), session: id)
        #expect(again.header("Mcp-Session-Id") == id)
        // Batches tell the revision apart.
        #expect(await client.send("POST", "[\(Self.ping)]", session: id).status == 200)
    }

    // MARK: - Refusals

    struct Refused: Sendable, CustomTestStringConvertible {
        let what: String
        let method: String
        let body: String?
        var headers: [String: String] = [:]
        let status: Int
        let code: Int
        let message: String

        var testDescription: String { what }
    }

    @Test(
        "refuses what is not in order",
        arguments: [
            Refused(
                what: "no session", method: "POST", body: ping, status: 400, code: -32600,
                message: "Bad Request: Missing session ID"),
            Refused(
                what: "an unknown session", method: "POST", body: ping, headers: ["mcp-session-id": "x"], status: 404,
                code: -32600, message: "Session not found"),
            Refused(
                what: "an unknown session at initialize", method: "POST", body: StreamableClient.initialize(),
                headers: ["mcp-session-id": "x"], status: 404, code: -32600, message: "Session not found"),
            Refused(
                what: "a stream without a session", method: "GET", body: nil, status: 400, code: -32600,
                message: "Bad Request: Missing session ID"),
            Refused(
                what: "an end without a session", method: "DELETE", body: nil, status: 400, code: -32600,
                message: "Bad Request: Missing session ID"),
            Refused(
                what: "the end of an unknown session", method: "DELETE", body: nil, headers: ["mcp-session-id": "x"],
                status: 404, code: -32600, message: "Session not found"),
            Refused(
                what: "another method", method: "PUT", body: ping, status: 405, code: -32600,
                message: "Method Not Allowed"),
            Refused(
                what: "broken JSON", method: "POST", body: "{", status: 400, code: -32700, message: "Parse error"),
            Refused(what: "no body", method: "POST", body: "", status: 400, code: -32700, message: "Parse error"),
            Refused(
                what: "no JSON-RPC", method: "POST", body: "{}", status: 400, code: -32600,
                message: "Invalid Request"),
            Refused(
                what: "an id of null", method: "POST", body: #"{"jsonrpc":"2.0","id":null,"method":"ping"}"#,
                status: 400, code: -32600, message: "Invalid Request"),
            Refused(
                what: "an empty batch", method: "POST", body: "[]", status: 400, code: -32600,
                message: "Invalid Request: the batch is empty"),
            Refused(
                what: "initialize in a batch", method: "POST", body: "[\(StreamableClient.initialize())]", status: 400,
                code: -32600, message: "Invalid Request: initialize cannot be part of a batch"),
            Refused(
                what: "a form it does not write", method: "POST", body: ping, headers: ["accept": "text/html"],
                status: 406, code: -32600,
                message: "Not Acceptable: Client must accept application/json or text/event-stream"),
            Refused(
                what: "no form at all", method: "POST", body: ping, headers: ["accept": ""], status: 406,
                code: -32600, message: "Not Acceptable: Client must accept application/json or text/event-stream"),
            Refused(
                what: "a form that is ruled out", method: "POST", body: ping,
                headers: ["accept": "application/json;q=0"], status: 406, code: -32600,
                message: "Not Acceptable: Client must accept application/json or text/event-stream"),
            Refused(
                what: "a stream for a client that takes none", method: "GET", body: nil,
                headers: ["accept": "application/json"], status: 406, code: -32600,
                message: "Not Acceptable: Client must accept text/event-stream"),
            Refused(
                what: "another type", method: "POST", body: ping, headers: ["content-type": "text/plain"], status: 415,
                code: -32600, message: "Unsupported Media Type: Content-Type must be application/json"),
            Refused(
                what: "no type", method: "POST", body: ping, headers: ["content-type": ""], status: 415,
                code: -32600, message: "Unsupported Media Type: Content-Type must be application/json"),
            Refused(
                what: "a stranger's page", method: "POST", body: StreamableClient.initialize(),
                headers: ["origin": "https://evil.example"], status: 403, code: -32600,
                message: "Forbidden: Invalid Origin header"),
        ])
    func refusals(_ refused: Refused) async {
        let client = StreamableClient()
        _ = await client.begin()
        let answer = await client.send(refused.method, refused.body, headers: refused.headers)
        #expect(answer.status == refused.status)
        #expect(
            answer.json == [
                "jsonrpc": "2.0", "id": nil,
                "error": ["code": .int(refused.code), "message": .string(refused.message)],
            ])
        #expect(answer.header("Allow") == (refused.status == 405 ? "GET, POST, DELETE" : nil))
    }

    @Test("refuses a body that was too long to read")
    func tooLong() async {
        let client = StreamableClient()
        let request = TransportRequest(
            method: "POST", target: "/mcp",
            headers: ["accept": "*/*", "content-type": "application/json; charset=utf-8"])
        let answer = await client.sessions.answer(request, body: nil, backend: client.backend)
        #expect(answer.status == 413)
    }

    @Test(
        "takes any client's way of saying what it accepts",
        arguments: ["*/*", "application/*", "application/json", "text/html, */*;q=0.1", "APPLICATION/JSON;q=0.5"])
    func accepts(accept: String) async {
        let answer = await StreamableClient().send(
            "POST", StreamableClient.initialize(), headers: ["accept": accept])
        #expect(answer.status == 200)
        #expect(answer.header("Content-Type") == "application/json")
    }

    @Test(
        "lets in pages of its own host and of this computer",
        arguments: [
            ("https://demo.fly.dev", true), ("http://demo.fly.dev:8080", true), ("http://localhost:6274", true),
            ("http://127.0.0.1", true), ("http://[::1]:3000", true), ("http://demo.localhost", true),
            ("https://fly.dev", false), ("https://demo.fly.dev.evil.example", false), ("null", false),
            ("file://demo.fly.dev", false), ("", false), ("http://localhost.evil.example", false),
        ])
    func origins(origin: String, isAllowed: Bool) async {
        let client = StreamableClient()
        let request = TransportRequest(
            method: "POST", target: "/mcp", authority: "demo.fly.dev:4280",
            headers: ["accept": "*/*", "content-type": "application/json", "origin": origin])
        let answer = await client.sessions.answer(
            request, body: Array(StreamableClient.initialize().utf8), backend: client.backend)
        #expect(answer.status == (isAllowed ? 200 : 403))
    }

    // MARK: - Versions

    @Test(
        "checks the version header of what follows initialize",
        arguments: [
            ("", 200), ("2025-11-25", 200), ("2025-06-18", 200), ("2024-11-05", 200), ("1.0", 400),
            ("2025-11-26", 400),
        ])
    func versionHeader(version: String, status: Int) async throws {
        let client = StreamableClient()
        let id = try #require(await client.begin())
        let answer = await client.send("POST", Self.ping, session: id, headers: ["mcp-protocol-version": version])
        #expect(answer.status == status)
        if version == "1.0" {
            #expect(
                answer.json?["error"]?["message"]?.stringValue?.hasPrefix(
                    "Bad Request: Unsupported protocol version: 1.0 (supported versions: 2025-11-25, ") == true)
        }
    }

    @Test(
        "takes batches in the one revision that has them",
        arguments: [("2024-11-05", 400), ("2025-03-26", 200), ("2025-06-18", 400), ("2025-11-25", 400)])
    func batches(version: String, status: Int) async throws {
        let client = StreamableClient()
        let id = try #require(await client.begin(version))
        let body = """
            [{"jsonrpc":"2.0","id":2,"method":"ping"},{"jsonrpc":"2.0","method":"notifications/x"},\
            {"jsonrpc":"2.0","id":"a","method":"nope"}]
            """
        let answer = await client.send("POST", body, session: id)
        #expect(answer.status == status)
        if status == 200 {
            #expect(answer.json?.arrayValue?.map { $0["id"] } == [2, "a"])
            let silent = await client.send("POST", #"[{"jsonrpc":"2.0","method":"x"}]"#, session: id)
            #expect(silent.status == 202)
        } else {
            #expect(
                answer.json?["error"]?["message"]
                    == .string("Invalid Request: protocol version \(version) has no batches"))
        }
    }

    // MARK: - The modern era

    @Test(
        "answers a modern probe so that clients fall back",
        arguments: [
            ["mcp-protocol-version": "2026-07-28", "mcp-method": "server/discover"], [:],
            ["mcp-protocol-version": "2031-01-01"],
        ])
    func probe(headers: [String: String]) async {
        let body = """
            {"jsonrpc":"2.0","id":"p","method":"server/discover","params":{"_meta":\
            {"io.modelcontextprotocol/protocolVersion":"2026-07-28"}}}
            """
        let answer = await StreamableClient().send("POST", body, headers: headers)
        #expect(answer.status == 404)
        #expect(
            answer.json == ["jsonrpc": "2.0", "id": "p", "error": ["code": -32601, "message": "Method not found"]])
    }

    @Test(
        "tells a client that insists on the modern era which versions there are",
        arguments: [
            (["mcp-protocol-version": "2026-07-28"], ping),
            (["mcp-method": "ping", "mcp-protocol-version": "2026-07-28"], ping),
            (
                [:],
                """
                {"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_meta":\
                {"io.modelcontextprotocol/protocolVersion":"2026-07-28"}}}
                """
            ),
        ])
    func modern(headers: [String: String], body: String) async {
        let answer = await StreamableClient().send("POST", body, headers: headers)
        #expect(answer.status == 400)
        #expect(answer.json?["id"] == 1)
        #expect(answer.json?["error"]?["code"] == -32022)
        #expect(answer.json?["error"]?["data"]?["requested"] == "2026-07-28")
        #expect(answer.json?["error"]?["data"]?["supported"]?[0] == "2025-11-25")
    }

    @Test("never answers a modern message with 202, not even one that wants no answer")
    func modernNotification() async {
        let answer = await StreamableClient().send(
            "POST", #"{"jsonrpc":"2.0","method":"notifications/cancelled"}"#,
            headers: ["mcp-protocol-version": "2026-07-28"])
        #expect(answer.status == 400)
    }

    @Test("takes initialize from a client that has tried the modern era before")
    func fallback() async {
        let answer = await StreamableClient().send(
            "POST", StreamableClient.initialize(), headers: ["mcp-protocol-version": "2026-07-28"])
        #expect(answer.status == 200)
    }

    @Test("asks its server what server/discover means to it, within a session")
    func discoverWithinSession() async throws {
        let client = StreamableClient()
        let id = try #require(await client.begin())
        let answer = await client.send(
            "POST", #"{"jsonrpc":"2.0","id":1,"method":"server/discover"}"#, session: id)
        #expect(answer.status == 200)
        #expect(answer.json?["error"]?["code"] == -32601)
    }

    // MARK: - Limits

    @Test("ends a session that nobody uses, by the clock it was given")
    func idle() async throws {
        let client = StreamableClient(limits: SessionLimits(idle: .seconds(60)))
        let first = try #require(await client.begin())
        client.time.advance(by: .seconds(40))
        let second = try #require(await client.begin())
        #expect(await client.send("POST", Self.ping, session: first).status == 200)
        client.time.advance(by: .seconds(40))
        #expect(await client.send("POST", Self.ping, session: first).status == 200)
        client.time.advance(by: .seconds(30))
        #expect(await client.send("POST", Self.ping, session: second).status == 404)
        #expect(await client.send("POST", Self.ping, session: first).status == 200)
        client.time.advance(by: .seconds(60))
        #expect(await client.send("POST", Self.ping, session: first).status == 404)
    }

    @Test("keeps a session that somebody listens to, and gives it time from when they leave")
    func listening() async throws {
        let client = StreamableClient(limits: SessionLimits(idle: .seconds(60)))
        let id = try #require(await client.begin())
        let stream = try #require(await client.send("GET", session: id).reader)
        for _ in 1...3 { client.time.advance(by: .seconds(60)) }
        stream.leave()
        client.time.advance(by: .seconds(59))
        #expect(await client.send("POST", Self.ping, session: id).status == 200)
    }

    @Test("makes room for a newcomer by ending the session idle longest, none that is listened to")
    func crowded() async throws {
        let client = StreamableClient(limits: SessionLimits(sessions: 2))
        let first = try #require(await client.begin())
        let stream = await client.send("GET", session: first)
        client.time.advance(by: .seconds(1))
        let second = try #require(await client.begin())
        client.time.advance(by: .seconds(1))
        let third = try #require(await client.begin())
        #expect(await client.send("POST", Self.ping, session: first).status == 200)
        #expect(await client.send("POST", Self.ping, session: second).status == 404)
        let other = await client.send("GET", session: third)
        let refused = await client.send("POST", StreamableClient.initialize())
        #expect(refused.status == 503)
        #expect(refused.json?["error"]?["message"] == "Too many sessions have a stream open")
        withExtendedLifetime((stream, other)) {}
    }

    @Test("says why its server cannot be had")
    func noServer() async {
        struct Missing: Error, CustomStringConvertible { var description: String { "no such program" } }
        let client = StreamableClient(backend: ToolBackend(.speaksFreely) { _ in throw Missing() })
        let answer = await client.send("POST", StreamableClient.initialize())
        #expect(answer.status == 500)
        #expect(answer.json?["error"]?["message"] == "The tool server cannot be started: no such program")
    }
}
