import HTTPTypes
import OrderedJSON
import Testing
import WindtunnelTestSupport

/// Ordinary MCP clients at a wrap machine, through the edge and real sockets: Streamable HTTP on `/mcp`, HTTP+SSE on
/// `/sse`.
@Suite(.timeLimit(.minutes(5))) struct MCPTransports {
    private static let accept = "application/json, text/event-stream"

    private static func initialize(_ version: String = "2025-11-25") -> String {
        """
        {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"\(version)","capabilities":{},\
        "clientInfo":{"name":"c","version":"1"}}}
        """
    }

    private static func headers(session: String? = nil, accept: String = accept) -> HTTPFields {
        var headers: HTTPFields = [.accept: accept, .contentType: "application/json"]
        if let session { headers[.session] = session }
        return headers
    }

    private static func post(
        _ body: String, to app: TestApp, path: String = "/mcp", session: String? = nil
    ) async throws -> Answer {
        try await app.visit(path, method: .post, body: body, headers: headers(session: session))
    }

    private static func begin(_ app: TestApp) async throws -> String {
        let answer = try await post(initialize(), to: app)
        return try #require(answer.header("mcp-session-id"))
    }

    // MARK: - Streamable HTTP

    @Test(arguments: ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"])
    func `a client initializes, lists, calls and says goodbye`(version: String) async throws {
        try await WrapStory.withWrap { app, _, _ in
            let begun = try await Self.post(Self.initialize(version), to: app)
            #expect(begun.code == 200)
            #expect(begun.header("content-type") == "application/json")
            #expect(try begun.json["result"]?["protocolVersion"]?.stringValue == version)
            let id = try #require(begun.header("mcp-session-id"))
            #expect(id.count == 32)
            let initialized = try await Self.post(
                #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#, to: app, session: id)
            #expect(initialized.code == 202)
            #expect(initialized.bytes.isEmpty)
            let list = try await Self.post(
                #"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#, to: app, session: id)
            #expect(try list.json["result"]?["tools"]?.arrayValue?.count == 14)
            let call = try await Self.post(
                WrapStory.call(2, "list_directory", ["path": "/data"]), to: app, session: id)
            #expect(try call.json["result"]?["content"]?[0]?["text"] == "[DIR] lost+found")
            let goodbye = try await app.visit("/mcp", method: .delete, headers: Self.headers(session: id))
            #expect(goodbye.code == 200)
            #expect(try await Self.post(WrapStory.ping(3), to: app, session: id).code == 404)
        }
    }

    @Test func `a client that wants events gets the response as one`() async throws {
        try await WrapStory.withWrap { app, _, _ in
            let id = try await Self.begin(app)
            let answer = try await app.visit(
                "/mcp", method: .post, body: WrapStory.ping(1),
                headers: Self.headers(session: id, accept: "text/event-stream"))
            #expect(answer.code == 200)
            #expect(answer.header("content-type") == "text/event-stream")
            #expect(answer.text == "id: 1-0\ndata: \n\nid: 1-1\nevent: message\ndata: \(WrapStory.pong(1))\n\n")
            var back = Self.headers(session: id, accept: "text/event-stream")
            back[.lastEventID] = "1-0"
            let again = try await app.visit("/mcp", headers: back)
            #expect(again.text == "id: 1-1\nevent: message\ndata: \(WrapStory.pong(1))\n\n")
        }
    }

    @Test func `a session's stream opens at once, and ends with the session`() async throws {
        try await WrapStory.withWrap { app, live, _ in
            let id = try await Self.begin(app)
            let headers = Self.headers(session: id, accept: "text/event-stream")
            try await live.stream("/mcp", host: app.host, headers: headers) { stream in
                #expect(stream.code == 200)
                #expect(stream.header("mcp-session-id") == id)
                #expect(stream.header("cache-control") == "no-cache, no-transform")
                let first = try await stream.lines(3)
                #expect(first == ["id: 0-0", "data: ", ""])
                #expect(try await app.visit("/mcp", headers: headers).code == 409)
                #expect(try await app.visit("/mcp", method: .delete, headers: headers).code == 200)
                #expect(try await stream.line() == nil)
            }
        }
    }

    @Test func `a listener that leaves makes room for the next`() async throws {
        try await WrapStory.withWrap { app, live, _ in
            let id = try await Self.begin(app)
            let headers = Self.headers(session: id, accept: "text/event-stream")
            try await live.stream("/mcp", host: app.host, headers: headers) { #expect($0.code == 200) }
            try await app.emulator.until("the place is free") {
                try await live.stream("/mcp", host: app.host, headers: headers) { $0.code == 200 }
            }
        }
    }

    @Test func `a modern client's probe is refused so that it falls back, on any path`() async throws {
        try await WrapStory.withWrap { app, _, _ in
            let probe = """
                {"jsonrpc":"2.0","id":1,"method":"server/discover","params":{"_meta":\
                {"io.modelcontextprotocol/protocolVersion":"2026-07-28"}}}
                """
            var headers = Self.headers()
            headers[.protocolVersion] = "2026-07-28"
            for path in ["/mcp", "/"] {
                let answer = try await app.visit(path, method: .post, body: probe, headers: headers)
                #expect(answer.code == 404)
                #expect(try answer.json["error"]?["code"] == -32601)
                #expect(try answer.json["id"] == 1)
            }
            #expect(try await Self.post(Self.initialize(), to: app).code == 200)
        }
    }

    @Test func `a page of strangers is refused`() async throws {
        try await WrapStory.withWrap { app, _, _ in
            for (origin, code) in [
                ("https://evil.example", 403), ("https://demo.fly.dev", 200), ("http://localhost:6274", 200),
            ] {
                var headers = Self.headers()
                headers[.origin] = origin
                let answer = try await app.visit("/mcp", method: .post, body: Self.initialize(), headers: headers)
                #expect(answer.code == code)
            }
        }
    }

    @Test func `any other method is refused with those that are allowed`() async throws {
        try await WrapStory.withWrap { app, _, _ in
            for method in [.put, .options, .patch, .head] as [HTTPRequest.Method] {
                let answer = try await app.visit("/mcp", method: method, headers: Self.headers())
                #expect(answer.code == 405)
                #expect(answer.header("allow") == "GET, POST, DELETE")
            }
        }
    }

    // MARK: - HTTP+SSE

    @Test(arguments: [("demo.fly.dev", ""), ("localhost", "/_app/demo")])
    func `an older client is told where to post, and hears replies on its stream`(
        host: String, prefix: String
    ) async throws {
        try await WrapStory.withWrap { app, live, _ in
            try await live.stream(prefix + "/sse", host: host, headers: [.accept: "text/event-stream"]) { stream in
                #expect(stream.code == 200)
                #expect(stream.header("content-type") == "text/event-stream")
                let endpoint = try await stream.lines(3)
                #expect(endpoint[0] == "event: endpoint")
                #expect(endpoint[1].hasPrefix("data: messages/?session_id="))
                let path = "\(prefix)/\(endpoint[1].dropFirst("data: ".count))"
                let body = Array(WrapStory.ping(4).utf8)
                let posted = try await app.emulator.send(.post, path, bytes: body, host: host)
                #expect(posted.code == 202)
                #expect(posted.text == "Accepted")
                #expect(try await stream.lines(3) == ["event: message", "data: \(WrapStory.pong(4))", ""])
            }
            let late = try await app.visit("/messages/?session_id=00ff", method: .post, body: WrapStory.ping(1))
            #expect(late.code == 404)
            #expect(late.text == "Could not find session")
        }
    }

    @Test func `a newer client that tries the old path learns to listen there`() async throws {
        try await WrapStory.withWrap { app, _, _ in
            let answer = try await Self.post(Self.initialize(), to: app, path: "/sse")
            #expect(answer.code == 405)
            #expect(answer.header("allow") == "GET")
        }
    }

    // MARK: - Beside wrap

    @Test func `sessions share the files and nothing else`() async throws {
        try await WrapStory.withWrap { app, live, _ in
            try await live.stream("/", host: app.host) { listener in
                let id = try await Self.begin(app)
                let write = WrapStory.call(1, "write_file", ["path": "/data/note.txt", "content": "shared"])
                #expect(try await Self.post(write, to: app, session: id).code == 200)
                _ = try await app.visit(
                    method: .post, body: WrapStory.call(2, "read_text_file", ["path": "/data/note.txt"]))
                let reply = try JSON(parsing: #require(await listener.line()))
                #expect(reply["id"] == 2)
                #expect(reply["result"]?["content"]?[0]?["text"] == "shared")
            }
        }
    }

    @Test func `a machine that is to be like the real one has wrap on every path`() async throws {
        try await WrapStory.withWrap(metadata: ["windtunnel_mcp": "wrap"]) { app, live, _ in
            try await live.stream("/sse", host: app.host) { stream in
                let posted = try await Self.post(WrapStory.ping(1), to: app, session: "x")
                #expect(posted.code == 202)
                #expect(try await stream.line() == WrapStory.pong(1))
            }
        }
    }

    @Test func `a client that is given the bare address is served when the machine is told to look`() async throws {
        try await WrapStory.withWrap(metadata: ["windtunnel_mcp": "auto"]) { app, live, _ in
            let begun = try await Self.post(Self.initialize(), to: app, path: "/")
            #expect(begun.code == 200)
            let id = try #require(begun.header("mcp-session-id"))
            #expect(try await Self.post(WrapStory.ping(1), to: app, path: "/", session: id).code == 200)
            try await live.stream("/", host: app.host) { stream in
                let posted = try await app.visit(method: .post, body: WrapStory.ping(2))
                #expect(posted.code == 202)
                #expect(try await Self.post(WrapStory.conversation, to: app, path: "/").code == 202)
                #expect(try await stream.line() == WrapStory.pong(2))
                #expect(try await stream.lines(3).count == 3)
            }
        }
        try await WrapStory.withWrap { app, _, _ in
            // As the real one: accepted, and never answered.
            let lost = try await Self.post(Self.initialize(), to: app, path: "/")
            #expect(lost.code == 202)
        }
    }

    // MARK: - With the machine's life

    @Test func `a suspended machine keeps its sessions, a stopped one forgets them`() async throws {
        try await WrapStory.withWrap { app, live, machine in
            let id = try await Self.begin(app)
            let headers = Self.headers(session: id, accept: "text/event-stream")
            try await live.stream("/mcp", host: app.host, headers: headers) { stream in
                _ = try await stream.lines(3)
                #expect(try await machine.post("suspend").code == 200)
                try await app.emulator.settle()
                #expect(try await stream.line() == nil)
            }
            _ = try await machine.post("start")
            try await app.emulator.settle()
            #expect(try await Self.post(WrapStory.ping(1), to: app, session: id).code == 200)
            _ = try await machine.post("stop")
            try await app.emulator.settle()
            _ = try await machine.post("start")
            try await app.emulator.settle()
            let forgotten = try await Self.post(WrapStory.ping(1), to: app, session: id)
            #expect(forgotten.code == 404)
            #expect(try forgotten.json["error"]?["message"] == "Session not found")
        }
    }

    @Test func `a session that nobody uses ends by the world's clock`() async throws {
        try await WrapStory.withWrap(autostop: "off") { app, _, _ in
            let idle = try await Self.begin(app)
            try await app.emulator.advance(by: "20m")
            let used = try await Self.begin(app)
            try await app.emulator.advance(by: "20m")
            #expect(try await Self.post(WrapStory.ping(1), to: app, session: idle).code == 404)
            #expect(try await Self.post(WrapStory.ping(1), to: app, session: used).code == 200)
        }
    }
}

extension HTTPField.Name {
    fileprivate static let session = HTTPField.Name("Mcp-Session-Id") ?? .from
    fileprivate static let protocolVersion = HTTPField.Name("MCP-Protocol-Version") ?? .from
    fileprivate static let lastEventID = HTTPField.Name("Last-Event-ID") ?? .from
    fileprivate static let origin = HTTPField.Name("Origin") ?? .from
}
