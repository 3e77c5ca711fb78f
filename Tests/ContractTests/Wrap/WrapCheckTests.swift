import HTTPTypes
import OrderedJSON
import Testing
import WindtunnelTestSupport

/// What an emulator's wrap endpoint has to do, check by check (reference/mcp-and-proxy.md, section 8), through the edge
/// and real sockets.
@Suite(.timeLimit(.minutes(5))) struct WrapChecks {
    // MARK: - 1 to 4: the listener

    @Test func `1: a listener gets its head at once and nothing while the server is silent`() async throws {
        try await WrapStory.withWrap { app, live, _ in
            try await live.stream("/", host: app.host) { stream in
                #expect(stream.code == 200)
                #expect(stream.header("content-type") == "text/event-stream")
                #expect(stream.header("cache-control") == "no-cache")
                #expect(stream.header("content-length") == nil)
                _ = try await app.visit(method: .post, body: WrapStory.ping(7))
                #expect(try await stream.line() == WrapStory.pong(7))
            }
        }
    }

    @Test func `2: there is one listener, and its place is free once it has left`() async throws {
        try await WrapStory.withWrap { app, live, _ in
            try await live.stream("/", host: app.host) { _ in
                let second = try await app.visit()
                #expect(second.code == 409)
                #expect(second.text == "Another client is already connected\n")
                #expect(second.header("content-type") == "text/plain; charset=utf-8")
                #expect(second.header("x-content-type-options") == "nosniff")
            }
            // The server notices in its own time that the first one has gone.
            try await app.emulator.until("the place is free") {
                try await live.stream("/", host: app.host) { $0.code == 200 }
            }
        }
    }

    @Test func `3: a browser gets a page and takes no place`() async throws {
        try await WrapStory.withWrap { app, live, _ in
            let browser: HTTPFields = [.accept: "text/html,application/xhtml+xml,*/*;q=0.8"]
            #expect(try await app.visit(headers: browser).text == "MCP Server")
            try await live.stream("/", host: app.host) { stream in
                #expect(stream.code == 200)
                let page = try await app.visit(headers: browser)
                #expect(page.code == 200)
                #expect(page.text == "MCP Server")
                #expect(page.header("content-type") == "text/plain")
            }
        }
    }

    @Test func `4: an empty post is answered 202, and no line comes of it`() async throws {
        try await WrapStory.withWrap { app, live, _ in
            try await live.stream("/", host: app.host) { stream in
                let blank = try await app.visit(method: .post, body: "")
                #expect(blank.code == 202)
                #expect(blank.bytes.isEmpty)
                #expect(blank.header("content-length") == "0")
                _ = try await app.visit(method: .post, body: WrapStory.ping(1))
                #expect(try await stream.line() == WrapStory.pong(1))
            }
        }
    }

    // MARK: - 5 to 8: bodies and methods

    @Test func `5: the guide's conversation gives three lines in order`() async throws {
        try await WrapStory.withWrap { app, live, _ in
            try await live.stream("/", host: app.host) { stream in
                let post = try await app.visit(method: .post, body: WrapStory.conversation)
                #expect(post.code == 202)
                #expect(post.header("content-length") == "0")
                let lines = try await stream.lines(3)
                #expect(lines.allSatisfy { $0.hasPrefix("{") && $0.hasSuffix("}") })
                let replies = try lines.map { try JSON(parsing: $0) }
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

    @Test(arguments: ["", "\n", "\r\n", "\n\n\n"])
    func `6: a line is a line however it ends, and three posts of a line equal one of three`(
        end: String
    ) async throws {
        try await WrapStory.withWrap { app, live, _ in
            try await live.stream("/any/path?x=y", host: app.host) { stream in
                for id in 1...3 {
                    let post = try await app.visit("/else", method: .post, body: WrapStory.ping(id) + end)
                    #expect(post.code == 202)
                }
                let apart = try await stream.lines(3)
                #expect(apart == (1...3).map(WrapStory.pong))
                let body = (1...3).map { WrapStory.ping($0) }.joined(separator: end.isEmpty ? "\n" : end) + end
                _ = try await app.visit(method: .post, body: body)
                #expect(try await stream.lines(3) == apart)
            }
        }
    }

    @Test func `7: without a listener replies are lost, their effects are not`() async throws {
        try await WrapStory.withWrap { app, live, _ in
            let write = WrapStory.call(1, "write_file", ["path": "/data/note.txt", "content": "kept"])
            #expect(try await app.visit(method: .post, body: write).code == 202)
            try await live.stream("/", host: app.host) { stream in
                _ = try await app.visit(
                    method: .post, body: WrapStory.call(2, "read_text_file", ["path": "/data/note.txt"]))
                let reply = try JSON(parsing: #require(await stream.line()))
                #expect(reply["id"] == 2)
                #expect(reply["result"]?["content"]?[0]?["text"] == "kept")
            }
        }
    }

    @Test(arguments: ["/", "/mcp", "/sse", "/any/path?x=y"])
    func `8: a machine that is to be like the real one refuses any other method on any path`(
        path: String
    ) async throws {
        try await WrapStory.withWrap(metadata: ["windtunnel_mcp": "wrap"]) { app, live, _ in
            for method in [.head, .put, .delete, .options, .patch] as [HTTPRequest.Method] {
                let answer = try await app.visit(path, method: method)
                #expect(answer.code == 405)
                #expect(answer.header("allow") == nil)
                if method != .head { #expect(answer.text == "Method not allowed\n") }
            }
            try await live.stream(path, host: app.host) { stream in
                let posted = try await app.visit(path, method: .post, body: WrapStory.ping(1))
                #expect(posted.code == 202)
                #expect(try await stream.line() == WrapStory.pong(1))
            }
        }
    }

    // MARK: - 9 and 10: who may

    @Test(arguments: [nil, "Bearer wrong", "bearer secret", "Basic dXNlcjpwYXNz", "secret"])
    func `9: a bearer token is asked for before anything else`(authorization: String?) async throws {
        try await WrapStory.withWrap(
            env: ["FLY_MCP_BEARER_TOKEN": "secret", "FLY_MCP_USER": "user", "FLY_MCP_PASSWORD": "pass"]
        ) { app, live, _ in
            let right: HTTPFields = [.authorization: "Bearer secret"]
            let wrong: HTTPFields = authorization.map { [.authorization: $0] } ?? [:]
            try await live.stream("/", host: app.host, headers: right) { _ in
                #expect(try await app.visit(headers: right).code == 409)
                for path in ["/", "/mcp", "/sse", "/messages/"] {
                    for method in [.get, .post, .put, .delete] as [HTTPRequest.Method] {
                        let answer = try await app.visit(path, method: method, headers: wrong)
                        #expect(answer.code == 401)
                        #expect(answer.text == "Unauthorized\n")
                        #expect(answer.header("www-authenticate") == nil)
                    }
                }
            }
            #expect(try await app.visit(method: .post, body: "", headers: right).code == 202)
        }
    }

    @Test func `10: a user and a password are asked for, or a way in from the private network`() async throws {
        try await WrapStory.withWrap(env: ["FLY_MCP_USER": "user", "FLY_MCP_PASSWORD": "pass"]) { app, _, _ in
            for (authorization, code) in [(nil, 401), ("Basic dXNlcjpwYXNz", 202), ("Basic dXNlcjpub3Bl", 401)] {
                let headers: HTTPFields = authorization.map { [.authorization: $0] } ?? [:]
                let answer = try await app.visit(method: .post, body: "", headers: headers)
                #expect(answer.code == code)
            }
        }
        try await WrapStory.withWrap(env: ["FLY_MCP_PRIVATE": ""]) { app, _, _ in
            for path in ["/", "/mcp", "/sse"] {
                let outside = try await app.visit(path, method: .post, body: "")
                #expect(outside.code == 403)
                #expect(outside.text == "Forbidden\n")
            }
            let inside = try await app.emulator.send(.post, "/", bytes: [], host: "demo.flycast")
            #expect(inside.code == 202)
        }
    }

    // MARK: - 11 and 12: what the server makes of lines

    @Test func `11: notifications are met with silence, what does not exist with an error that says so`() async throws {
        try await WrapStory.withWrap { app, live, _ in
            try await live.stream("/", host: app.host) { stream in
                let body = [
                    #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#,
                    #"{"jsonrpc":"2.0","method":"notifications/whatever"}"#,
                    #"{"jsonrpc":"2.0","id":5,"method":"no/such/method"}"#,
                    WrapStory.call(6, "no_such_tool", [:]),
                    WrapStory.call(7, "read_text_file", ["path": "/etc/passwd"]),
                    WrapStory.call(8, "list_directory", ["path": "/data/../../.."]),
                ].joined(separator: "\n")
                #expect(try await app.visit(method: .post, body: body).code == 202)
                let replies = try await stream.lines(4).map { try JSON(parsing: $0) }
                #expect(replies.map { $0["id"] } == [5, 6, 7, 8])
                #expect(replies[0]["error"]?["code"] == -32601)
                #expect(replies[0]["error"]?["message"] == "Method not found")
                #expect(replies.dropFirst().allSatisfy { $0["result"]?["isError"] == true })
            }
        }
    }

    @Test func `12: garbage is met with silence, and a megabyte goes in and comes out`() async throws {
        try await WrapStory.withWrap { app, live, _ in
            let content = String(repeating: "0123456789abcdef", count: 80_000)
            try await live.stream("/", host: app.host) { stream in
                let garbage = "garbage\n[\(WrapStory.ping(1))]\n{\"hello\":\"world\"}"
                #expect(try await app.visit(method: .post, body: garbage).code == 202)
                let body = [
                    WrapStory.call(2, "write_file", ["path": "/data/big.txt", "content": .string(content)]),
                    WrapStory.call(3, "read_text_file", ["path": "/data/big.txt"]),
                ].joined(separator: "\n")
                #expect(try await app.visit(method: .post, body: body).code == 202)
                #expect(try await JSON(parsing: stream.line() ?? "")["id"] == 2)
                let reply = try JSON(parsing: #require(await stream.line()))
                #expect(reply["result"]?["structuredContent"]?["content"]?.stringValue == content)
            }
        }
    }

    // MARK: - 13 to 15: with the machine's life

    @Test func `13: both requests to a machine that sleeps are held, then served, by one start`() async throws {
        try await withLiveEmulator { emulator, live in
            let app = try await emulator.makeApp()
            _ = try await app.makeVolume()
            let machine = try await app.makeStoppedMachine(TestConfig.wrap())
            async let replies = live.stream("/", host: app.host) { try await $0.lines(3) }
            try await emulator.until("the listener is held") { emulator.requestsUnderWay == 1 }
            try await emulator.until("the machine starts") { try await machine.state == "starting" }
            async let post = app.visit(method: .post, body: WrapStory.conversation)
            try await emulator.until("the message is held") { emulator.requestsUnderWay == 2 }
            try await emulator.settle()
            #expect(try await post.code == 202)
            #expect(try await replies.map { try JSON(parsing: $0)["id"] } == [0, 1, 2])
            #expect(try await machine.state == "started")
            #expect(try await machine.events.filter { $0 == "start/starting/proxy" }.count == 1)
        }
    }

    @Test func `14: a listener keeps its machine up, and leaving lets it rest`() async throws {
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
    func `15: a machine that goes down ends its stream, and files outlast it`(way: String) async throws {
        try await withLiveEmulator { emulator, live in
            let app = try await emulator.makeApp()
            _ = try await app.makeVolume()
            let machine = try await app.makeStartedMachine(TestConfig.wrap())
            let write = WrapStory.call(1, "write_file", ["path": "/data/note.txt", "content": "kept"])
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
                    method: .post, body: WrapStory.call(2, "read_text_file", ["path": "/data/note.txt"]))
                let reply = try JSON(parsing: #require(await stream.line()))
                #expect(reply["result"]?["content"]?[0]?["text"] == "kept")
            }
        }
    }

    // MARK: - 16: the clients

    @Test func `16: the bridge's way works: an empty post, a listener, a conversation`() async throws {
        try await WrapStory.withWrap { app, live, _ in
            var headers: HTTPFields = [.accept: "application/json, text/event-stream"]
            headers[.userAgent] = "mcp-bridge-client"
            // Its sign tells it from a client of another transport, whatever the path.
            for path in ["/", "/mcp"] {
                let ready = try await app.visit(path, method: .post, body: "", headers: headers)
                #expect(ready.code == 202)
                var listening = headers
                listening[.accept] = "application/json"
                try await app.emulator.until("the place is free") {
                    try await live.stream(path, host: app.host, headers: listening) { stream in
                        guard stream.code == 200 else { return false }
                        for line in WrapStory.conversation.split(separator: "\n") {
                            let post = try await app.visit(
                                path, method: .post, body: line + "\n", headers: headers)
                            #expect(post.code == 202)
                        }
                        #expect(try await stream.lines(3).count == 3)
                        return true
                    }
                }
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
