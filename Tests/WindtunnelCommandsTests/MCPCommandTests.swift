import FakeService
import OrderedJSON
import Synchronization
import Testing

@testable import WindtunnelCommands

@Suite("MCP commands", .timeLimit(.minutes(1)))
struct MCPCommandTests {
    /// Runs a command against a wrap endpoint whose server answers every request but the greeting with `result`.
    private func run(
        _ arguments: [String], result: JSON
    ) async throws -> (outcome: Outcome, requests: [ReceivedRequest]) {
        let listener = Mutex<AsyncStream<String>.Continuation?>(nil)
        let ended = Mutex<(Outcome, [ReceivedRequest])?>(nil)
        try await FakeService.serving({ request in
            guard request.method == "POST" else {
                let (stream, continuation) = AsyncStream.makeStream(of: String.self)
                listener.withLock { $0 = continuation }
                return .stream(stream)
            }
            if let id = request.json?["id"] {
                let body: JSON = request.json?["method"] == "initialize" ? [:] : result
                let line = JSON.object(["jsonrpc": "2.0", "id": id, "result": body]).text + "\n"
                _ = listener.withLock { $0?.yield(line) }
            }
            return .status(202)
        }) { service in
            let outcome = await windtunnel(arguments, environment: ["WINDTUNNEL_URL": service.url])
            listener.withLock { $0?.finish() }
            ended.withLock { $0 = (outcome, service.requests) }
        }
        return try #require(ended.withLock { $0 })
    }

    @Test("a tool's text is data")
    func call() async throws {
        let content: JSON = [["type": "text", "text": "[FILE] a.txt"], ["type": "text", "text": "[DIR] b"]]
        let result: JSON = ["content": content]
        let (outcome, requests) = try await run(
            ["mcp", "call", "demo", "list_directory", "path=/data", "depth:=2", "--world", "w"], result: result)
        #expect(outcome == Outcome(status: 0, out: "[FILE] a.txt\n[DIR] b\n", err: ""))
        #expect(
            requests.last?.json?["params"] == [
                "name": "list_directory", "arguments": ["path": "/data", "depth": 2],
            ])
        #expect(requests.allSatisfy { $0.target == "/_app/demo/" && $0.headers["windtunnel-world"] == "w" })
        #expect(requests.allSatisfy { $0.headers["authorization"] == nil })
    }

    @Test("a tool that answers with an error ends the command with 1, its words still data")
    func toolError() async throws {
        let result: JSON = ["content": [["type": "text", "text": "Access denied"]], "isError": true]
        let outcome = try await run(["mcp", "call", "demo", "read_file", "path=/x"], result: result).outcome
        #expect(
            outcome
                == Outcome(
                    status: 1, out: "Access denied\n",
                    err: "windtunnel: the tool read_file answered with an error\n"))
    }

    @Test("content that is no text is shown as JSON, and --json shows the result whole")
    func otherContent() async throws {
        let result: JSON = ["content": [["type": "image", "data": "AA=="]]]
        let text = try await run(["mcp", "call", "demo", "draw"], result: result).outcome
        #expect(try JSON(parsing: text.out) == ["type": "image", "data": "AA=="])
        let json = try await run(["mcp", "call", "demo", "draw", "--json"], result: result).outcome
        #expect(try JSON(parsing: json.out) == result)
    }

    @Test(
        "the app's own doors are opened by the app's own keys",
        arguments: [
            (["--bearer-token", "t"], "Bearer t"), (["--user", "u", "--password", "p"], "Basic dTpw"),
            (["--user", "u"], "Basic dTo="),
        ])
    func authorization(flags: [String], header: String) async throws {
        let requests = try await run(["mcp", "tools", "demo"] + flags, result: ["tools": []]).requests
        #expect(requests.allSatisfy { $0.headers["authorization"] == header })
    }

    @Test("tools are a table of names, arguments and first sentences")
    func tools() async throws {
        let result: JSON = [
            "tools": [
                [
                    "name": "read_file", "description": "Read a file. Handles encodings.",
                    "inputSchema": ["properties": ["path": [:], "head": [:]], "required": ["path"]],
                ],
                ["name": "list_allowed_directories", "description": "Names them."],
            ]
        ]
        let outcome = try await run(["mcp", "tools", "demo"], result: result).outcome
        #expect(
            outcome.out == """
                TOOL                      ARGUMENTS    DESCRIPTION
                read_file                 path [head]  Read a file
                list_allowed_directories               Names them

                """)
    }
}
