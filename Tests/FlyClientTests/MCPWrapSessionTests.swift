import FakeService
import FlyClient
import OrderedJSON
import Testing

@Suite("A conversation with a wrapped tool server", .timeLimit(.minutes(5)))
struct MCPWrapSessionTests {
    /// Asks for the tools.
    private func tools(
        of service: FakeService, timeout: Duration = .seconds(240)
    ) async throws -> JSON {
        try await HTTPTransport.withTransport(environment: [:]) { transport in
            let endpoint = MCPEndpoint(
                url: service.url + "/_app/demo/", headers: [("Authorization", "Bearer secret")], machine: "m1")
            return try await MCPWrapSession.with(endpoint, within: timeout, transport: transport) { session in
                try await session.request("tools/list")
            }
        }
    }

    @Test("opens the GET before it says anything, greets, and finds its reply")
    func conversation() async throws {
        let endpoint = FakeWrapEndpoint.answering(["tools": []])
        try await FakeService.serving(endpoint.answer) { service in
            let result = try await tools(of: service)
            #expect(result == ["tools": []])
            let requests = service.requests
            #expect(requests.map(\.method) == ["GET", "POST", "POST", "POST"])
            #expect(requests.allSatisfy { $0.target == "/_app/demo/" })
            #expect(requests.allSatisfy { $0.headers["authorization"] == "Bearer secret" })
            #expect(requests.allSatisfy { $0.headers["fly-force-instance-id"] == "m1" })
            #expect(
                requests.dropFirst().map { $0.json?["method"] }
                    == ["initialize", "notifications/initialized", "tools/list"])
            #expect(requests.dropFirst().allSatisfy { $0.body.hasSuffix("}\n") })
            endpoint.end()
        }
    }

    @Test("passes over lines that are no reply to it, and puts cut lines together")
    func noise() async throws {
        let endpoint = FakeWrapEndpoint { message in
            guard let id = message["id"] else { return [] }
            return [
                "Secure MCP Filesystem Server running on stdio\n{\"jsonrpc\":\"2.0\",\"method\":\"notifications/x\"}\n",
                "{\"jsonrpc\":\"2.0\",\"id\":99,\"result\":{}}\r\n{\"jsonrpc\":\"2.0\",\"id\":\(id.text),",
                "\"result\":{\"seen\":\(id.text)}}\n",
            ]
        }
        try await FakeService.serving(endpoint.answer) { service in
            let result = try await tools(of: service)
            #expect(result == ["seen": 1])
            endpoint.end()
        }
    }

    @Test("tells a JSON-RPC error in the server's words")
    func refusal() async throws {
        let endpoint = FakeWrapEndpoint { message in
            guard let id = message["id"] else { return [] }
            if message["method"] == "initialize" { return ["{\"id\":\(id.text),\"result\":{}}\n"] }
            return ["{\"id\":\(id.text),\"error\":{\"code\":-32601,\"message\":\"Method not found\"}}\n"]
        }
        try await FakeService.serving(endpoint.answer) { service in
            let error = await #expect(throws: MCPWrapSession.Refusal.self) { try await tools(of: service) }
            #expect(error?.description == "Method not found (JSON-RPC error -32601)")
            endpoint.end()
        }
    }

    @Test("says who else is there when the GET is taken")
    func taken() async throws {
        let taken = CannedAnswer.whole(status: 409, headers: [:], body: "Another client is already connected\n")
        try await FakeService.serving(["GET /_app/demo/": taken]) { service in
            let error = await #expect(throws: FlyError.self) { try await tools(of: service) }
            #expect(error?.message == "Another client is already connected")
        }
    }

    @Test("fails when a POST is not taken with 202")
    func dead() async throws {
        let (stream, continuation) = AsyncStream.makeStream(of: String.self)
        try await FakeService.serving([
            "GET /_app/demo/": .stream(stream),
            "POST /_app/demo/": .whole(status: 500, headers: [:], body: "Error writing to program: EOF\n"),
        ]) { service in
            let error = await #expect(throws: FlyError.self) { try await tools(of: service) }
            #expect(error?.message == "Error writing to program: EOF")
            continuation.finish()
        }
    }

    @Test("gives up when no reply comes in time")
    func silence() async throws {
        let endpoint = FakeWrapEndpoint { _ in [] }
        try await FakeService.serving(endpoint.answer) { service in
            let error = await #expect(throws: UnreachableError.self) {
                try await tools(of: service, timeout: .seconds(1))
            }
            #expect(error?.reason == .timedOut(seconds: 1))
            endpoint.end()
        }
    }

    @Test("notices when the stream ends without a reply")
    func ended() async throws {
        let (stream, continuation) = AsyncStream.makeStream(of: String.self)
        continuation.finish()
        try await FakeService.serving(["GET /_app/demo/": .stream(stream), "POST /_app/demo/": .status(202)]) {
            service in
            let error = await #expect(throws: MCPWrapSession.Refusal.self) { try await tools(of: service) }
            #expect(error?.code == nil)
        }
    }
}
