import FakeService
import FlyClient
import OrderedJSON
import Synchronization
import Testing

@Suite("The bridge between a desktop client and a wrapped tool server", .timeLimit(.minutes(5)))
struct MCPBridgeTests {
    /// What a test types, reads and lets pass.
    private final class Desk: Sendable {
        private let typed = AsyncStream.makeStream(of: [UInt8].self)
        private let shown = AsyncStream.makeStream(of: [UInt8].self)
        private let pauses = Mutex<[Duration]>([])
        private let remarked = Mutex<[String]>([])
        private let turns = AsyncStream.makeStream(of: Void.self)

        /// The pauses that were asked for, over or not.
        var requestedPauses: [Duration] { pauses.withLock { $0 } }
        var remarks: [String] { remarked.withLock { $0 } }

        func type(_ text: String) { typed.continuation.yield(Array(text.utf8)) }
        func endInput() { typed.continuation.finish() }
        /// Lets one pause of the listener end.
        func letTimePass() { turns.continuation.yield() }

        /// The next output.
        func next() async -> String? {
            await shown.stream.first { _ in true }.map { String(decoding: $0, as: UTF8.self) }
        }

        /// - Parameter isPatient: whether a pause waits for ``letTimePass()``.
        func surroundings(isPatient: Bool = true) -> MCPBridge.Surroundings {
            MCPBridge.Surroundings(
                input: { await self.typed.stream.first { _ in true } },
                output: { self.shown.continuation.yield($0) },
                remark: { text in self.remarked.withLock { $0.append(text) } },
                pause: { duration in
                    self.pauses.withLock { $0.append(duration) }
                    if isPatient { _ = await self.turns.stream.first { _ in true } }
                    try Task.checkCancellation()
                })
        }
    }

    private func bridge(
        to url: String, on desk: Desk, isPatient: Bool = true,
        _ body: @escaping @Sendable () async throws -> Void = {}
    ) async throws {
        try await HTTPTransport.withTransport(environment: [:]) { transport in
            let endpoint = MCPEndpoint(url: url, headers: [("Authorization", "Bearer secret")], machine: "m1")
            let bridge = MCPBridge(endpoint, transport: transport, desk.surroundings(isPatient: isPatient))
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await bridge.run() }
                group.addTask { try await body() }
                try await group.waitForAll()
            }
        }
    }

    @Test("asks whether anybody is there, listens, then posts line by line what is typed")
    func conversation() async throws {
        let endpoint = FakeWrapEndpoint.answering(["tools": []])
        try await FakeService.serving(endpoint.answer) { service in
            let desk = Desk()
            try await bridge(to: service.url + "/_app/demo/", on: desk) {
                desk.type("\n{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"tools/list\"}\r\n   \n{\"id\"")
                #expect(await desk.next() == "{\"jsonrpc\":\"2.0\",\"id\":0,\"result\":{\"tools\":[]}}\n")
                desk.type(":\"x\",\"method\":\"ping\"}")
                desk.endInput()
            }
            let requests = service.requests
            #expect(requests.map(\.method) == ["POST", "GET", "POST", "POST"])
            #expect(requests.allSatisfy { $0.target == "/_app/demo/" })
            #expect(requests.allSatisfy { $0.headers["authorization"] == "Bearer secret" })
            #expect(requests.allSatisfy { $0.headers["user-agent"] == "mcp-bridge-client" })
            #expect(requests.map { $0.headers["fly-force-instance-id"] } == ["m1", nil, "m1", "m1"])
            #expect(requests[1].headers["accept"] == "application/json")
            #expect(requests[2].headers["accept"] == "application/json, text/event-stream")
            #expect(requests[2].headers["content-type"] == "application/json")
            #expect(
                requests.map(\.body) == [
                    "", "", "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"tools/list\"}\n",
                    "{\"id\":\"x\",\"method\":\"ping\"}\n",
                ])
            endpoint.end()
        }
    }

    @Test("brings what the server prints as it is, lines or not")
    func rawOutput() async throws {
        let (stream, continuation) = AsyncStream.makeStream(of: String.self)
        let answers: [String: CannedAnswer] = ["GET /": .stream(stream), "POST /": .status(202)]
        try await FakeService.serving(answers) { service in
            let desk = Desk()
            try await bridge(to: service.url + "/", on: desk) {
                continuation.yield("Server run")
                #expect(await desk.next() == "Server run")
                continuation.yield("ning\n\n: no SSE\r\n")
                #expect(await desk.next() == "ning\n\n: no SSE\r\n")
                desk.endInput()
            }
            continuation.finish()
        }
    }

    @Test("while nobody accepts connections it asks again, after pauses that double below a minute")
    func patience() async throws {
        try await ClosedPort.with { url in
            let desk = Desk()
            let error = await #expect(throws: UnreachableError.self) {
                try await bridge(to: url, on: desk, isPatient: false)
            }
            #expect(error?.reason == .refused)
            #expect(
                desk.requestedPauses
                    == [100, 200, 400, 800, 1600, 3200, 6400, 12800, 25600, 51200].map {
                        .milliseconds($0)
                    })
        }
    }

    @Test(
        "anything but 202 to the first POST is the end",
        arguments: [
            (401, "Unauthorized\n", "server returned error: Unauthorized (status 401)"),
            (200, "hello", "server returned error: hello (status 200)"),
            (503, "", "server returned error:  (status 503)"),
        ])
    func refusal(status: Int, body: String, text: String) async throws {
        let answer = CannedAnswer.whole(status: status, headers: [:], body: body)
        try await FakeService.serving(["POST /": answer]) { service in
            let desk = Desk()
            let error = await #expect(throws: MCPBridge.Failure.self) { try await bridge(to: service.url, on: desk) }
            #expect(error?.description == text)
            #expect(desk.requestedPauses.isEmpty)
            #expect(service.requests.count == 1)
        }
    }

    @Test("when the GET ends or is refused, the next attempt begins ten seconds after the one before")
    func reconnect() async throws {
        let attempts = Mutex(0)
        let (last, continuation) = AsyncStream.makeStream(of: String.self)
        try await FakeService.serving({ request in
            guard request.method == "GET" else { return .status(202) }
            switch attempts.withLock({ number in
                number += 1
                return number
            }) {
            case 1: return .whole(status: 200, headers: [:], body: "first\n")
            case 2: return .whole(status: 409, headers: [:], body: "Another client is already connected\n")
            default: return .stream(last)
            }
        }) { service in
            let desk = Desk()
            try await bridge(to: service.url, on: desk) {
                #expect(await desk.next() == "first\n")
                #expect(desk.requestedPauses == [.seconds(10)])
                desk.letTimePass()
                desk.letTimePass()
                continuation.yield("third\n")
                #expect(await desk.next() == "third\n")
                #expect(desk.requestedPauses == [.seconds(10), .seconds(10), .seconds(10)])
                desk.endInput()
            }
            #expect(
                desk.remarks == [
                    "cannot listen to \(service.url): server returned error: Another client is already connected "
                        + "(status 409)"
                ])
            continuation.finish()
        }
    }

    @Test("a line waits until somebody listens")
    func waitsForListener() async throws {
        let attempts = Mutex(0)
        let (stream, continuation) = AsyncStream.makeStream(of: String.self)
        try await FakeService.serving({ request in
            guard request.method == "GET" else {
                if !request.body.isEmpty { continuation.yield("reply\n") }
                return .status(202)
            }
            let attempt = attempts.withLock { number in
                number += 1
                return number
            }
            return attempt == 1 ? .status(503) : .stream(stream)
        }) { service in
            let desk = Desk()
            desk.type("{}\n")
            try await bridge(to: service.url, on: desk) {
                desk.letTimePass()
                #expect(await desk.next() == "reply\n")
                desk.endInput()
            }
            #expect(service.requests.map(\.method) == ["POST", "GET", "GET", "POST"])
            continuation.finish()
        }
    }

    @Test("a POST that fails becomes a line of output, and the next goes on")
    func failedPost() async throws {
        let (stream, continuation) = AsyncStream.makeStream(of: String.self)
        try await FakeService.serving({ request in
            if request.method == "GET" { return .stream(stream) }
            if request.body.hasPrefix("bad") {
                return .whole(status: 500, headers: [:], body: "Error writing to program: \"EOF\"\n")
            }
            if !request.body.isEmpty { continuation.yield("fine\n") }
            return .status(202)
        }) { service in
            let desk = Desk()
            try await bridge(to: service.url, on: desk) {
                desk.type("bad\ngood\n")
                let line = try #require(await desk.next())
                #expect(
                    line == #"{"type":"error","content":"Failed to send to server: server returned error: "#
                        + #"Error writing to program: \"EOF\" (status 500)"}"# + "\n")
                #expect(await desk.next() == "fine\n")
                desk.endInput()
            }
            continuation.finish()
        }
    }

    @Test("a line over 64 KiB is the end, the lines before it are sent")
    func longLine() async throws {
        let endpoint = FakeWrapEndpoint.answering([:])
        try await FakeService.serving(endpoint.answer) { service in
            let desk = Desk()
            desk.type("{}\n")
            desk.type(String(repeating: "x", count: 32 << 10))
            desk.type(String(repeating: "x", count: 32 << 10))
            desk.type("x")
            let error = await #expect(throws: MCPBridge.Failure.self) { try await bridge(to: service.url, on: desk) }
            #expect(
                error?.description == "a line of input is longer than 64 KiB, the most that fly mcp proxy takes")
            #expect(service.requests.last?.body == "{}\n")
            endpoint.end()
        }
    }

    @Test("a name under .localhost is this machine, asked by that name")
    func localhostNames() async throws {
        let endpoint = FakeWrapEndpoint.answering([:])
        try await FakeService.serving(endpoint.answer) { service in
            let desk = Desk()
            desk.endInput()
            try await bridge(to: "http://demo.alice.localhost:\(service.port)/x", on: desk)
            let first = try #require(service.requests.first)
            #expect(first.headers["host"] == "demo.alice.localhost:\(service.port)")
            #expect(first.target == "/x")
            endpoint.end()
        }
    }
}
