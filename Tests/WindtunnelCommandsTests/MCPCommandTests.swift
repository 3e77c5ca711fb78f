import FakeService
import OrderedJSON
import Synchronization
import Testing

@testable import WindtunnelCommands

@Suite("MCP commands", .timeLimit(.minutes(5)))
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
        #expect(requests.compactMap { $0.json?["method"] }.dropLast().last == "tools/list")
        #expect(requests.allSatisfy { $0.target == "/" && $0.headers["host"] == "demo.w.localhost" })
        #expect(requests.allSatisfy { $0.headers["authorization"] == nil })
    }

    @Test("a tool that answers with an error ends the command with 1, its words still data")
    func toolError() async throws {
        let content: JSON = [["type": "text", "text": "Access denied"]]
        let result: JSON = ["content": content, "isError": true, "tools": [["name": "read_file"]]]
        let outcome = try await run(["mcp", "call", "demo", "read_file", "path=/x"], result: result).outcome
        #expect(
            outcome
                == Outcome(
                    status: 1, out: "Access denied\n",
                    err: "windtunnel: the tool read_file answered with an error\n"))
    }

    @Test("a tool that is not there ends the command with 1 and the names of those that are")
    func unknownTool() async throws {
        let content: JSON = [["type": "text", "text": "Tool x not found"]]
        let result: JSON = ["content": content, "isError": true, "tools": [["name": "a"], ["name": "b"]]]
        let outcome = try await run(["mcp", "call", "demo", "x"], result: result).outcome
        #expect(
            outcome
                == Outcome(
                    status: 1, out: "Tool x not found\n",
                    err: "windtunnel: the server does not list a tool x, it has: a, b\n"))
    }

    @Test("what a value is, the tool's schema says")
    func typedArguments() async throws {
        let tool: JSON = [
            "name": "t", "inputSchema": ["properties": ["n": ["type": "number"], "s": ["type": "string"]]],
        ]
        let result: JSON = ["content": [], "tools": [tool]]
        let requests = try await run(["mcp", "call", "demo", "t", "n=1", "s=2", "other=3"], result: result).requests
        #expect(requests.last?.json?["params"]?["arguments"] == ["n": 1, "s": "2", "other": "3"])
        let (outcome, asked) = try await run(["mcp", "call", "demo", "t", "n=one"], result: result)
        #expect(outcome == Outcome(status: 2, out: "", err: "windtunnel: n has to be a number, not \"one\"\n"))
        #expect(asked.last?.json?["method"] == "tools/list")
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
            (["--user", "u"], "Basic dTo="), (["-u", "u", "-p", "p", "--bearer-token", "t"], "Bearer t"),
            (["-u", "u", "--bearer-token", ""], "Basic dTo="),
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

    @Test("the proxy carries lines to the app and replies back, until its input ends")
    func proxy() async throws {
        let listener = Mutex<AsyncStream<String>.Continuation?>(nil)
        try await FakeService.serving({ request in
            guard request.method == "POST" else {
                let (stream, continuation) = AsyncStream.makeStream(of: String.self)
                listener.withLock { $0 = continuation }
                return .stream(stream)
            }
            if !request.body.isEmpty { _ = listener.withLock { $0?.yield("{\"id\":1,\"result\":{}}\n") } }
            return .status(202)
        }) { service in
            let capture = Capture()
            let context = CommandContext(environment: [:], folder: "/nonexistent", terminal: capture.terminal)
            let url = service.url + "/_app/demo/"
            async let status = WindtunnelTool.run(
                ["mcp", "proxy", "--url", url, "--user", "u", "--instance", "m"], context: context)
            capture.type("{\"id\":1,\"method\":\"ping\"}\n")
            await capture.until("{\"id\":1,\"result\":{}}\n")
            capture.endInput()
            #expect(await status == 0)
            #expect(capture.err.isEmpty)
            #expect(service.requests.map(\.method) == ["POST", "GET", "POST"])
            #expect(service.requests.map { $0.headers["fly-force-instance-id"] } == ["m", nil, "m"])
            #expect(service.requests.allSatisfy { $0.headers["authorization"] == "Basic dTo=" })
            listener.withLock { $0?.finish() }
        }
    }

    @Test("a signal ends the proxy well, whatever it waits for")
    func proxySignal() async throws {
        let (stream, continuation) = AsyncStream.makeStream(of: String.self)
        try await FakeService.serving(["GET /": .stream(stream), "POST /": .status(202)]) { service in
            let capture = Capture()
            let context = CommandContext(
                environment: [:], folder: "/nonexistent", terminal: capture.terminal,
                catchSignals: { { await capture.until("up") } })
            async let status = WindtunnelTool.run(["mcp", "proxy", "--url", service.url], context: context)
            continuation.yield("up\n")
            #expect(await status == 0)
            continuation.finish()
        }
    }

    @Test(
        "what the proxy cannot do it says",
        arguments: [
            (["--url", "demo"], 2, "--url is an http(s) URL, not \"demo\"."), ([], 2, "--url"),
            (["--url", "http://127.0.0.1:1/", "--password", "p"], 2, "--password needs --user."),
        ])
    func proxyUsage(arguments: [String], status: Int32, text: String) async {
        let outcome = await windtunnel(["mcp", "proxy"] + arguments)
        #expect(outcome.status == status)
        #expect(outcome.err.contains(text))
    }

    @Test("a door that stays shut to the proxy is told in the app's words")
    func proxyRefused() async throws {
        let shut = CannedAnswer.whole(status: 401, headers: [:], body: "Unauthorized\n")
        try await FakeService.serving(["POST /": shut]) { service in
            let outcome = await windtunnel(["mcp", "proxy", "--url", service.url])
            #expect(
                outcome
                    == Outcome(
                        status: 1, out: "",
                        err: "windtunnel: server returned error: Unauthorized (status 401)\n"))
        }
    }
}
