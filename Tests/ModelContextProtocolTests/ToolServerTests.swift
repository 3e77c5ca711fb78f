import ModelContextProtocol
import OrderedJSON
import Testing

@Suite("A tool server on a line")
struct ToolServerTests {
    @Test("answers the guide's body with three lines in order")
    func seed() async throws {
        try await Volume.with { volume in
            try volume.makeFolder("lost+found")
            try volume.put("hello", at: "hello.txt")
            let body = """

                {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2024-11-05","capabilities":{},"clientInfo":{"name":"claude-ai","version":"0.1.0"}}}
                {"jsonrpc":"2.0","id":1,"method":"tools/list"}
                {"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"list_directory","arguments":{"path":"/data"}}}

                """
            var splitter = LineSplitter()
            let server = try volume.server().tools
            var replies: [String] = []
            for line in splitter.append(Array(body.utf8)) {
                if let reply = await server.reply(toLine: line) {
                    replies.append(String(decoding: reply, as: UTF8.self))
                }
            }
            try #require(replies.count == 3)
            #expect(
                replies[0]
                    == #"{"result":{"protocolVersion":"2024-11-05","capabilities":{"tools":{"listChanged":true}},"serverInfo":{"name":"secure-filesystem-server","version":"0.2.0"}},"jsonrpc":"2.0","id":0}"#
            )
            let second = try JSON(parsing: replies[1])
            #expect(second.objectValue?.keys == ["result", "jsonrpc", "id"])
            #expect(second["id"] == 1)
            #expect(second["result"]?["tools"]?.arrayValue?.count == 14)
            #expect(
                replies[2]
                    == #"{"result":{"content":[{"type":"text","text":"[FILE] hello.txt\n[DIR] lost+found"}],"structuredContent":{"content":"[FILE] hello.txt\n[DIR] lost+found"}},"jsonrpc":"2.0","id":2}"#
            )
        }
    }

    static func server(replyLimit: Int = LineSplitter.standardLimit) -> ToolServer {
        let echo = Tool(
            name: "echo", title: "Echo", description: "", input: ToolSchema([.init("text", .string)]),
            output: Tool.textOutput, annotations: ToolAnnotations()
        ) { .text($0.text("text")) }
        let free = Tool(
            name: "free", title: "Free", description: "", input: ToolSchema([.init("n", .number, .optional)]),
            output: Tool.textOutput, annotations: ToolAnnotations()
        ) { _ in .text("ok") }
        return ToolServer(name: "s", version: "1", tools: [echo, free], replyLimit: replyLimit)
    }

    @Test(
        "says nothing to what is no request",
        arguments: [
            "", " ", "\r", "garbage", "{", "null", "7", "\"x\"", "{}", "[]",
            #"[{"jsonrpc":"2.0","id":1,"method":"ping"}]"#, #"{"id":1,"method":"ping"}"#,
            #"{"jsonrpc":"2.0","id":null,"method":"ping"}"#, #"{"jsonrpc":"2.0","id":1.5,"method":"ping"}"#,
            #"{"jsonrpc":"2.0","id":1,"method":"ping","params":[1]}"#, #"{"jsonrpc":"2.0","id":1}"#,
            #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#,
            #"{"jsonrpc":"2.0","method":"notifications/unheard-of","params":{}}"#,
            #"{"jsonrpc":"2.0","method":"ping"}"#, #"{"jsonrpc":"2.0","id":1,"result":{}}"#,
            #"{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"m"}}"#,
            String(repeating: "[", count: 100_000),
        ])
    func silence(line: String) async {
        #expect(await Self.server().answer(line) == nil)
    }

    @Test(
        "answers requests at any time, whatever came before",
        arguments: [
            (#"{"jsonrpc":"2.0","id":"a","method":"ping"}"#, #"{"result":{},"jsonrpc":"2.0","id":"a"}"#),
            (#"{"jsonrpc":"2.0","id":0,"method":"ping"}"# + "\r", #"{"result":{},"jsonrpc":"2.0","id":0}"#),
            (
                #"{"jsonrpc":"2.0","id":1,"method":"server/discover"}"#,
                #"{"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"Method not found"}}"#
            ),
            (
                #"{"jsonrpc":"2.0","id":1,"method":"notifications/initialized"}"#,
                #"{"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"Method not found"}}"#
            ),
            (
                #"{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"nope"}}"#,
                #"{"result":{"content":[{"type":"text","text":"MCP error -32602: Tool nope not found"}],"isError":true},"jsonrpc":"2.0","id":2}"#
            ),
            (
                #"{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"free"}}"#,
                #"{"result":{"content":[{"type":"text","text":"ok"}],"structuredContent":{"content":"ok"}},"jsonrpc":"2.0","id":2}"#
            ),
        ])
    func answers(line: String, reply: String) async {
        #expect(await Self.server().answer(line) == reply)
    }

    @Test(
        "echoes a known protocol version and offers its newest to others",
        arguments: [
            ("2024-10-07", "2024-10-07"), ("2024-11-05", "2024-11-05"), ("2025-03-26", "2025-03-26"),
            ("2025-06-18", "2025-06-18"), ("2025-11-25", "2025-11-25"), ("2026-07-28", "2025-11-25"),
            ("", "2025-11-25"), ("x", "2025-11-25"),
        ])
    func versions(asked: String, answered: String) async throws {
        let server = Self.server()
        let line =
            #"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"\#(asked)","capabilities":{"roots":{}},"clientInfo":{"name":"c","version":"1"}}}"#
        for _ in 0..<2 {
            let reply = try JSON(parsing: try #require(await server.answer(line)))
            #expect(reply["result"]?["protocolVersion"] == .string(answered))
        }
    }

    @Test(
        "malformed params are an internal error that lists what is wrong",
        arguments: [
            (#"{"jsonrpc":"2.0","id":1,"method":"tools/call"}"#, "params", "expected object, received undefined"),
            (
                #"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{}}"#, "name",
                "expected string, received undefined"
            ),
            (
                #"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"free","arguments":"x"}}"#,
                "arguments", "expected record, received string"
            ),
            (
                #"{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"cursor":true}}"#, "cursor",
                "expected string, received boolean"
            ),
            (
                #"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{},"clientInfo":{"name":"c","version":"1"}}}"#,
                "protocolVersion", "expected string, received undefined"
            ),
        ])
    func malformedParams(line: String, place: String, message: String) async throws {
        let reply = try JSON(parsing: try #require(await Self.server().answer(line)))
        #expect(reply["error"]?["code"] == -32603)
        let issues = try JSON(parsing: try #require(reply["error"]?["message"]?.stringValue))
        #expect(issues.arrayValue?.count == 1)
        #expect(issues[0]?.objectValue?.keys == ["expected", "code", "path", "message"])
        #expect(issues[0]?["path"]?.arrayValue?.last == .string(place))
        #expect(issues[0]?["message"] == .string("Invalid input: \(message)"))
    }

    @Test(
        "bad arguments are the tool's error",
        arguments: [
            (nil, "Invalid input: expected object, received undefined"),
            ([:], "Invalid input: expected string, received undefined at text"),
            (["text": 1], "Invalid input: expected string, received number at text"),
            (["text": nil], "Invalid input: expected string, received null at text"),
        ] as [(JSON?, String)])
    func badArguments(arguments: JSON?, reason: String) async throws {
        let said = try await Said(Self.server().call("echo", arguments))
        #expect(said == .error("MCP error -32602: Input validation error: Invalid arguments for tool echo: \(reason)"))
    }

    @Test("a tool that is withheld is not listed, and a call of it is answered with the reason")
    func withheld() async throws {
        let server = ToolServer(name: "s", version: "1", tools: [], withheld: ["erase": "not without --write"])
        func ask(_ method: String, _ params: JSONObject) async throws -> JSON? {
            let reply = try #require(await server.reply(to: .request(id: .string("a"), method: method, params: params)))
            return reply.json()["result"]
        }
        #expect(try await ask("tools/list", [:])?["tools"] == [])
        let answer = try await ask("tools/call", ["name": "erase"])
        #expect(answer?["isError"] == true)
        #expect(answer?["content"]?[0]?["text"] == "not without --write")
    }

    @Test("a reply too long for a line becomes an error result")
    func replyLimit() async throws {
        let server = Self.server(replyLimit: 300)
        #expect(try await Said(server.call("echo", ["text": "short"])) == .fine("short"))
        let said = try await Said(server.call("echo", ["text": .string(String(repeating: "x", count: 300))]))
        #expect(said.isError)
        #expect(said.text.contains("300 at most"))
    }

    @Test("a tool's arguments of a megabyte come back whole")
    func megabyte() async throws {
        let text = String(repeating: "0123456789abcde\n", count: 65_536)
        #expect(try await Said(Self.server().call("echo", ["text": .string(text)])) == .fine(text))
    }
}
