import HTTPTypes
import OrderedJSON
import Testing
import WindtunnelTestSupport

/// The wrap endpoint of an MCP machine, through the edge and real sockets: what a client of `fly mcp wrap` relies on.
@Suite(.timeLimit(.minutes(1))) struct WrapEndpoint {
    private static let conversation = """

        {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2024-11-05","capabilities":{},"clientInfo":{"name":"claude-ai","version":"0.1.0"}}}
        {"jsonrpc":"2.0","id":1,"method":"tools/list"}
        {"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"list_directory","arguments":{"path":"/data"}}}

        """

    private static func call(_ id: Int, _ tool: String, _ arguments: JSON) -> String {
        let message: JSON = [
            "jsonrpc": "2.0", "id": .int(id), "method": "tools/call",
            "params": ["name": .string(tool), "arguments": arguments],
        ]
        return message.text
    }

    /// An app with the guide's machine, running.
    private static func withWrap<Result: Sendable>(
        env: JSON = [:],
        _ body: @Sendable (TestApp, LiveClient) async throws -> Result
    ) async throws -> Result {
        try await withLiveEmulator { emulator, live in
            let app = try await emulator.makeApp()
            _ = try await app.makeVolume()
            _ = try await app.makeStartedMachine(TestConfig.wrap(env: env))
            return try await body(app, live)
        }
    }

    @Test func `a listener gets its head at once and nothing while the server is silent`() async throws {
        try await Self.withWrap { app, live in
            try await live.stream("/", host: app.host) { stream in
                #expect(stream.code == 200)
                #expect(stream.header("content-type") == "text/event-stream")
                #expect(stream.header("cache-control") == "no-cache")
                #expect(stream.header("content-length") == nil)
                let blank = try await app.visit(method: .post, body: "")
                #expect(blank.code == 202)
                #expect(blank.bytes.isEmpty)
                _ = try await app.visit(method: .post, body: #"{"jsonrpc":"2.0","id":7,"method":"ping"}"#)
                #expect(try await stream.line()?.contains(#""id":7"#) == true)
            }
        }
    }

    @Test func `the guide's conversation gives three lines in order`() async throws {
        try await Self.withWrap { app, live in
            try await live.stream("/", host: app.host) { stream in
                let post = try await app.visit(method: .post, body: Self.conversation)
                #expect(post.code == 202)
                #expect(post.header("content-length") == "0")
                let replies = try await stream.lines(3).map { try JSON(parsing: $0) }
                #expect(replies.map { $0["id"] } == [0, 1, 2])
                #expect(replies[0].objectValue?.keys == ["result", "jsonrpc", "id"])
                #expect(replies[0]["result"]?["protocolVersion"] == "2024-11-05")
                #expect(replies[0]["result"]?["serverInfo"]?["name"] == "secure-filesystem-server")
                #expect(replies[1]["result"]?["tools"]?.arrayValue?.count == 14)
                #expect(replies[2]["result"]?["content"]?[0]?["text"] == "[DIR] lost+found")
                #expect(replies[2]["result"]?["structuredContent"]?["content"] == "[DIR] lost+found")
            }
        }
    }

    @Test func `there is one listener, and its place is free once it has left`() async throws {
        try await Self.withWrap { app, live in
            try await live.stream("/", host: app.host) { _ in
                let second = try await app.visit()
                #expect(second.code == 409)
                #expect(second.text == "Another client is already connected\n")
                #expect(second.header("x-content-type-options") == "nosniff")
            }
            // The server notices in its own time that the first one has gone.
            try await app.emulator.until("the place is free") {
                try await live.stream("/", host: app.host) { $0.code == 200 }
            }
        }
    }

    @Test func `a browser gets a page and takes no place`() async throws {
        try await Self.withWrap { app, live in
            try await live.stream("/", host: app.host) { _ in
                let page = try await app.visit(headers: [.accept: "text/html,application/xhtml+xml,*/*;q=0.8"])
                #expect(page.code == 200)
                #expect(page.text == "MCP Server")
                #expect(page.header("content-type") == "text/plain")
            }
        }
    }

    @Test(arguments: [
        [#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#],
        ["{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}\r\n"],
        ["{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}\n\n\n"],
    ])
    func `a line is a line with, without and before what ends it`(bodies: [String]) async throws {
        try await Self.withWrap { app, live in
            try await live.stream("/any/path?x=y", host: app.host) { stream in
                for body in bodies { #expect(try await app.visit("/else", method: .post, body: body).code == 202) }
                #expect(try await stream.line() == #"{"result":{},"jsonrpc":"2.0","id":1}"#)
                _ = try await app.visit(method: .post, body: #"{"jsonrpc":"2.0","id":2,"method":"ping"}"#)
                #expect(try await stream.line() == #"{"result":{},"jsonrpc":"2.0","id":2}"#)
            }
        }
    }

    @Test func `three posts of a line equal one post of three lines`() async throws {
        try await Self.withWrap { app, live in
            let lines = Self.conversation.split(separator: "\n").map(String.init)
            try await live.stream("/", host: app.host) { stream in
                _ = try await app.visit(method: .post, body: Self.conversation)
                let together = try await stream.lines(3)
                for line in lines { _ = try await app.visit(method: .post, body: line) }
                #expect(try await stream.lines(3) == together)
            }
        }
    }

    @Test func `without a listener replies are lost, their effects are not`() async throws {
        try await Self.withWrap { app, live in
            let write = Self.call(1, "write_file", ["path": "/data/note.txt", "content": "kept"])
            #expect(try await app.visit(method: .post, body: write).code == 202)
            try await live.stream("/", host: app.host) { stream in
                _ = try await app.visit(
                    method: .post, body: Self.call(2, "read_text_file", ["path": "/data/note.txt"]))
                let reply = try JSON(parsing: #require(await stream.line()))
                #expect(reply["id"] == 2)
                #expect(reply["result"]?["content"]?[0]?["text"] == "kept")
            }
        }
    }

    @Test(arguments: [.head, .put, .delete, .options, .patch] as [HTTPRequest.Method])
    func `any other method is refused on any path`(method: HTTPRequest.Method) async throws {
        try await Self.withWrap { app, _ in
            let answer = try await app.visit("/mcp", method: method)
            #expect(answer.code == 405)
            #expect(answer.header("allow") == nil)
            if method != .head { #expect(answer.text == "Method not allowed\n") }
        }
    }

    // MARK: - Who may

    @Test(arguments: [nil, "Bearer wrong", "bearer secret", "Basic dXNlcjpwYXNz", "secret"])
    func `a bearer token is asked for before anything else`(authorization: String?) async throws {
        try await Self.withWrap(env: ["FLY_MCP_BEARER_TOKEN": "secret", "FLY_MCP_USER": "user"]) { app, _ in
            let headers: HTTPFields = authorization.map { [.authorization: $0] } ?? [:]
            for method in [.get, .post, .put] as [HTTPRequest.Method] {
                let answer = try await app.visit(method: method, headers: headers)
                #expect(answer.code == 401)
                #expect(answer.text == "Unauthorized\n")
            }
            #expect(
                try await app.visit(method: .post, body: "", headers: [.authorization: "Bearer secret"]).code == 202)
        }
    }

    @Test func `a user and a password are asked for`() async throws {
        try await Self.withWrap(env: ["FLY_MCP_USER": "user", "FLY_MCP_PASSWORD": "pass"]) { app, _ in
            for (authorization, code) in [(nil, 401), ("Basic dXNlcjpwYXNz", 202), ("Basic dXNlcjpub3Bl", 401)] {
                let headers: HTTPFields = authorization.map { [.authorization: $0] } ?? [:]
                let answer = try await app.visit(method: .post, body: "", headers: headers)
                #expect(answer.code == code)
            }
        }
    }

    @Test func `a private server is reached from the private network only`() async throws {
        try await Self.withWrap(env: ["FLY_MCP_PRIVATE": ""]) { app, _ in
            let outside = try await app.visit(method: .post, body: "")
            #expect(outside.code == 403)
            #expect(outside.text == "Forbidden\n")
            let inside = try await app.emulator.send(.post, "/", bytes: [], host: "demo.flycast")
            #expect(inside.code == 202)
        }
    }

    // MARK: - What the server makes of lines

    @Test func `what cannot be answered is met with silence, an unknown method with an error`() async throws {
        try await Self.withWrap { app, live in
            try await live.stream("/", host: app.host) { stream in
                let body = """
                    garbage
                    [{"jsonrpc":"2.0","id":1,"method":"ping"}]
                    {"jsonrpc":"2.0","method":"notifications/initialized"}
                    {"jsonrpc":"2.0","method":"notifications/whatever"}
                    {"hello":"world"}
                    {"jsonrpc":"2.0","id":5,"method":"no/such/method"}
                    """
                #expect(try await app.visit(method: .post, body: body).code == 202)
                let reply = try JSON(parsing: #require(await stream.line()))
                #expect(reply["id"] == 5)
                #expect(reply["error"]?["code"] == -32601)
                #expect(reply["error"]?["message"] == "Method not found")
            }
        }
    }

    @Test func `an unknown tool and a path outside are results that say so`() async throws {
        try await Self.withWrap { app, live in
            try await live.stream("/", host: app.host) { stream in
                let body = [
                    Self.call(1, "no_such_tool", [:]),
                    Self.call(2, "read_text_file", ["path": "/etc/passwd"]),
                    Self.call(3, "list_directory", ["path": "/data/../../.."]),
                ].joined(separator: "\n")
                _ = try await app.visit(method: .post, body: body)
                for _ in 1...3 {
                    let reply = try JSON(parsing: #require(await stream.line()))
                    #expect(reply["result"]?["isError"] == true)
                }
            }
        }
    }

    @Test func `a megabyte goes in and comes out`() async throws {
        try await Self.withWrap { app, live in
            let content = String(repeating: "0123456789abcdef", count: 80_000)
            try await live.stream("/", host: app.host) { stream in
                let body = [
                    Self.call(1, "write_file", ["path": "/data/big.txt", "content": .string(content)]),
                    Self.call(2, "read_text_file", ["path": "/data/big.txt"]),
                ].joined(separator: "\n")
                #expect(try await app.visit(method: .post, body: body).code == 202)
                _ = try await stream.line()
                let reply = try JSON(parsing: #require(await stream.line()))
                #expect(reply["result"]?["structuredContent"]?["content"]?.stringValue == content)
            }
        }
    }

    // MARK: - With the machine's life

    @Test func `both requests to a machine that sleeps are held, then served, by one start`() async throws {
        try await withLiveEmulator { emulator, live in
            let app = try await emulator.makeApp()
            _ = try await app.makeVolume()
            let machine = try await app.makeStoppedMachine(TestConfig.wrap())
            async let replies = live.stream("/", host: app.host) { try await $0.lines(3) }
            try await emulator.until("the listener is held") { emulator.requestsUnderWay == 1 }
            try await emulator.until("the machine starts") { try await machine.state == "starting" }
            async let post = app.visit(method: .post, body: Self.conversation)
            try await emulator.until("the message is held") { emulator.requestsUnderWay == 2 }
            try await emulator.settle()
            #expect(try await post.code == 202)
            #expect(try await replies.map { try JSON(parsing: $0)["id"] } == [0, 1, 2])
            #expect(try await machine.state == "started")
            #expect(try await machine.events.filter { $0 == "start/starting/proxy" }.count == 1)
        }
    }

    @Test func `a listener keeps its machine up, and leaving lets it rest`() async throws {
        try await withLiveEmulator { emulator, live in
            let app = try await emulator.makeApp()
            _ = try await app.makeVolume()
            let machine = try await app.makeStartedMachine(TestConfig.wrap())
            try await live.stream("/", host: app.host) { _ in
                try await emulator.advance(by: "1h")
                #expect(try await machine.state == "started")
            }
            try await emulator.until("the machine rests") {
                try await emulator.advance(by: "6m")
                return try await machine.state == "stopped"
            }
        }
    }

    @Test(arguments: ["stop", "suspend"])
    func `a machine that goes down ends its stream, and files outlast it`(way: String) async throws {
        try await withLiveEmulator { emulator, live in
            let app = try await emulator.makeApp()
            _ = try await app.makeVolume()
            let machine = try await app.makeStartedMachine(TestConfig.wrap())
            let write = Self.call(1, "write_file", ["path": "/data/note.txt", "content": "kept"])
            try await live.stream("/", host: app.host) { stream in
                _ = try await app.visit(method: .post, body: write)
                _ = try await stream.line()
                #expect(try await machine.post(way).code == 200)
                try await emulator.settle()
                #expect(try await stream.line() == nil)
            }
            _ = try await machine.post("start")
            try await emulator.settle()
            try await live.stream("/", host: app.host) { stream in
                #expect(stream.code == 200)
                _ = try await app.visit(
                    method: .post, body: Self.call(2, "read_text_file", ["path": "/data/note.txt"]))
                let reply = try JSON(parsing: #require(await stream.line()))
                #expect(reply["result"]?["content"]?[0]?["text"] == "kept")
            }
        }
    }

    @Test func `the bridge's way works: an empty post, a listener, a conversation`() async throws {
        try await Self.withWrap { app, live in
            #expect(try await app.visit(method: .post, body: "").code == 202)
            try await live.stream("/", host: app.host, headers: [.accept: "application/json"]) { stream in
                #expect(stream.code == 200)
                _ = try await app.visit(method: .post, body: Self.conversation)
                #expect(try await stream.lines(3).count == 3)
            }
        }
    }

    @Test func `a command nobody runs here exits with code 1 and says why`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            var config = try #require(TestConfig.wrap().objectValue)
            config["init"] = ["cmd": ["uvx", "mcp-server-time"]]
            config["mounts"] = []
            config["restart"] = ["policy": "no"]
            let machine = try await app.makeStartedMachine(.object(config))
            #expect(try await machine.state == "stopped")
            let exit = try await machine.document["events"]?[0]
            #expect(exit?["request"]?["exit_event"]?["exit_code"] == 1)
        }
    }
}
