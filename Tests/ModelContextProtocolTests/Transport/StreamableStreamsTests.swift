import ModelContextProtocol
import OrderedJSON
import Testing

@Suite("The streams of a Streamable HTTP session", .timeLimit(.minutes(5)))
struct StreamableStreamsTests {
    private let servers: ScriptedServers
    private let client: StreamableClient

    init() {
        servers = ScriptedServers()
        client = StreamableClient(
            limits: SessionLimits(events: EventLimits(count: 3, bytes: 1000)), backend: servers.backend)
    }

    private func begin(_ version: String = "2025-06-18") async throws -> (id: String, server: ScriptedServer) {
        let id = try #require(await client.begin(version))
        return (id, try #require(servers.all.last))
    }

    private static func call(_ id: Int, token: String? = nil) -> String {
        let meta = token.map { #","params":{"_meta":{"progressToken":"\#($0)"}}"# } ?? ""
        return #"{"jsonrpc":"2.0","id":\#(id),"method":"tools/call"\#(meta)}"#
    }

    private static func reply(_ id: Int) -> String { #"{"jsonrpc":"2.0","id":\#(id),"result":{}}"# }

    private static func event(_ id: String, _ data: String) -> String {
        "id: \(id)\nevent: message\ndata: \(data)\n\n"
    }

    // MARK: - Of a request

    @Test("a request is answered by events, and its stream ends with the response")
    func answers() async throws {
        let (id, server) = try await begin()
        let answer = await client.send("POST", Self.call(1), session: id)
        #expect(answer.status == 200)
        #expect(answer.header("Content-Type") == "text/event-stream")
        #expect(answer.header("Cache-Control") == "no-cache, no-transform")
        #expect(answer.header("X-Accel-Buffering") == "no")
        let reader = try #require(answer.reader)
        server.say(Self.reply(1))
        #expect(await reader.rest() == [Self.event("1-1", Self.reply(1))])
        #expect(server.told.last == Self.call(1))
    }

    @Test("a pretty-printed message reaches its server on one line, and a reply stays on one")
    func oneLine() async throws {
        let (id, server) = try await begin()
        let reader = await client.send(
            "POST", "{\r\n  \"jsonrpc\": \"2.0\",\n  \"id\": 1,\n \"method\": \"m\"}", session: id
        ).reader
        #expect(server.told.last == #"{"jsonrpc":"2.0","id":1,"method":"m"}"#)
        server.say("{\"jsonrpc\":\"2.0\",\r\"id\":1,\"result\":{}}")
        #expect(await reader?.text() == Self.event("1-1", "{\"jsonrpc\":\"2.0\", \"id\":1,\"result\":{}}"))
    }

    @Test("a client that takes no events gets JSON, and nothing but the response")
    func jsonOnly() async throws {
        let (id, server) = try await begin()
        async let answer = client.send(
            "POST", Self.call(1, token: "t"), session: id, headers: ["accept": "application/json"])
        while server.told.count < 2 { await Task.yield() }
        server.say(#"{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":"t"}}"#)
        server.say(Self.reply(1))
        #expect(await answer.text == Self.reply(1))
    }

    @Test("a client that takes no JSON gets even the answer to initialize as an event")
    func eventsOnly() async throws {
        let answer = await client.send(
            "POST", StreamableClient.initialize(), headers: ["accept": "text/event-stream"])
        #expect(answer.header("Mcp-Session-Id") == "session1")
        let events = try #require(await answer.reader?.rest())
        #expect(events.count == 1)
        #expect(events.first?.contains("protocolVersion") == true)
    }

    @Test(
        "from 2025-11-25 on a stream begins with an event that only has an id",
        arguments: [("2024-11-05", false), ("2025-03-26", false), ("2025-06-18", false), ("2025-11-25", true)])
    func priming(version: String, primes: Bool) async throws {
        let (id, server) = try await begin(version)
        let request = try #require(await client.send("POST", Self.call(1), session: id).reader)
        server.say(Self.reply(1))
        #expect(await request.text() == (primes ? "id: 1-0\ndata: \n\n" : Self.event("1-1", Self.reply(1))))
        let standalone = try #require(await client.send("GET", session: id).reader)
        server.say(#"{"jsonrpc":"2.0","method":"m"}"#)
        #expect(
            await standalone.text()
                == (primes ? "id: 0-0\ndata: \n\n" : Self.event("0-1", #"{"jsonrpc":"2.0","method":"m"}"#)))
    }

    @Test("replies find their requests in whatever order they come")
    func crossed() async throws {
        let (id, server) = try await begin()
        let first = try #require(await client.send("POST", Self.call(1), session: id).reader)
        let second = try #require(await client.send("POST", Self.call(2), session: id).reader)
        server.say(Self.reply(2))
        server.say(Self.reply(99))
        server.say("no message at all")
        server.say(Self.reply(1))
        #expect(await first.rest() == [Self.event("1-1", Self.reply(1))])
        #expect(await second.rest() == [Self.event("2-1", Self.reply(2))])
    }

    @Test("the events of a batch end with its last response")
    func batch() async throws {
        let (id, server) = try await begin("2025-03-26")
        let reader = try #require(
            await client.send("POST", "[\(Self.call(1)),\(Self.call(2))]", session: id).reader)
        server.say(Self.reply(2))
        server.say(Self.reply(1))
        #expect(await reader.rest().count == 2)
    }

    @Test("an id that is in use is refused")
    func idInUse() async throws {
        let (id, server) = try await begin("2025-03-26")
        let reader = await client.send("POST", Self.call(1), session: id).reader
        let again = await client.send("POST", Self.call(1), session: id)
        #expect(again.status == 400)
        #expect(again.json?["error"]?["message"] == "Invalid Request: the id is in use")
        #expect(again.json?["id"] == 1)
        #expect(await client.send("POST", "[\(Self.call(7)),\(Self.call(7))]", session: id).status == 400)
        server.say(Self.reply(1))
        #expect(await reader?.rest().count == 1)
        #expect(await client.send("POST", Self.call(1), session: id).status == 200)
    }

    @Test("a cancelled request's stream ends without a response")
    func cancelled() async throws {
        let (id, _) = try await begin()
        let reader = try #require(await client.send("POST", Self.call(1), session: id).reader)
        let cancel = #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}"#
        #expect(await client.send("POST", cancel, session: id).status == 202)
        #expect(await reader.rest() == [])
    }

    @Test("a cancelled request that was to be answered in JSON is answered with an error")
    func cancelledJSON() async throws {
        let (id, server) = try await begin()
        async let answer = client.send("POST", Self.call(1), session: id, headers: ["accept": "application/json"])
        while server.told.count < 2 { await Task.yield() }
        let cancel = #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}"#
        #expect(await client.send("POST", cancel, session: id).status == 202)
        #expect(await answer.json?["error"]?["message"] == "Request cancelled")
    }

    // MARK: - On the server's own account

    @Test("progress goes where its request came from")
    func progress() async throws {
        let (id, server) = try await begin()
        let standalone = try #require(await client.send("GET", session: id).reader)
        let first = try #require(await client.send("POST", Self.call(1, token: "a"), session: id).reader)
        let second = try #require(await client.send("POST", Self.call(2, token: "b"), session: id).reader)
        let progress =
            #"{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":"a","progress":1}}"#
        server.say(progress)
        server.say(Self.reply(1))
        server.say(Self.reply(2))
        server.say(#"{"jsonrpc":"2.0","method":"last"}"#)
        #expect(await first.rest() == [Self.event("1-1", progress), Self.event("1-2", Self.reply(1))])
        #expect(await second.rest() == [Self.event("2-1", Self.reply(2))])
        #expect(await standalone.text() == Self.event("0-1", #"{"jsonrpc":"2.0","method":"last"}"#))
    }

    @Test("what belongs to no request goes to the open stream, else to the youngest request, else it waits")
    func unrelated() async throws {
        let (id, server) = try await begin()
        let message = #"{"jsonrpc":"2.0","id":5,"method":"roots/list"}"#
        server.say(message)
        let request = try #require(await client.send("POST", Self.call(1), session: id).reader)
        server.say(message)
        #expect(await request.text() == Self.event("1-1", message))
        let standalone = try #require(await client.send("GET", session: id).reader)
        #expect(await standalone.text() == Self.event("0-1", message))
        server.say(message)
        #expect(await standalone.text() == Self.event("0-2", message))
        #expect(await client.send("POST", #"{"jsonrpc":"2.0","id":5,"result":{}}"#, session: id).status == 202)
        #expect(server.told.last == #"{"jsonrpc":"2.0","id":5,"result":{}}"#)
    }

    @Test("there is one stream of that kind at a time")
    func oneStandalone() async throws {
        let (id, _) = try await begin()
        let first = try #require(await client.send("GET", session: id).reader)
        let second = await client.send("GET", session: id)
        #expect(second.status == 409)
        #expect(second.json?["error"]?["message"] == "Conflict: Only one SSE stream is allowed per session")
        first.leave()
        #expect(await client.send("GET", session: id).status == 200)
    }

    // MARK: - Coming back

    @Test("a client that comes back goes on after the last event it has")
    func resumes() async throws {
        let (id, server) = try await begin()
        let lost = try #require(await client.send("POST", Self.call(1), session: id).reader)
        server.say(#"{"jsonrpc":"2.0","method":"one"}"#)
        #expect(await lost.text() == Self.event("1-1", #"{"jsonrpc":"2.0","method":"one"}"#))
        lost.leave()
        server.say(Self.reply(1))
        let resumed = try #require(
            await client.send("GET", session: id, headers: ["last-event-id": "1-1"]).reader)
        #expect(await resumed.rest() == [Self.event("1-2", Self.reply(1))])
    }

    @Test("a connection nobody has noticed is dead yields to the one that resumes it")
    func takesOver() async throws {
        let (id, server) = try await begin()
        let dead = try #require(await client.send("GET", session: id).reader)
        server.say(#"{"jsonrpc":"2.0","method":"one"}"#)
        _ = await dead.text()
        async let end = dead.text()
        let resumed = try #require(
            await client.send("GET", session: id, headers: ["last-event-id": "0-0"]).reader)
        #expect(await end == nil)
        #expect(await resumed.text() == Self.event("0-1", #"{"jsonrpc":"2.0","method":"one"}"#))
        // The dead one's goodbye does not end its successor.
        dead.leave()
        server.say(#"{"jsonrpc":"2.0","method":"two"}"#)
        #expect(await resumed.text() == Self.event("0-2", #"{"jsonrpc":"2.0","method":"two"}"#))
    }

    @Test("events are kept within a bound, the newest of them")
    func bounded() async throws {
        let (id, server) = try await begin()
        for number in 1...5 { server.say(#"{"jsonrpc":"2.0","method":"m\#(number)"}"#) }
        let reader = try #require(await client.send("GET", session: id).reader)
        for number in 3...5 {
            #expect(await reader.text() == Self.event("0-\(number)", #"{"jsonrpc":"2.0","method":"m\#(number)"}"#))
        }
        let large = #"{"jsonrpc":"2.0","method":"\#(String(repeating: "x", count: 2000))"}"#
        server.say(large)
        reader.leave()
        let again = try #require(
            await client.send("GET", session: id, headers: ["last-event-id": "0-1"]).reader)
        #expect(await again.text() == Self.event("0-6", large))
    }

    @Test("an event that never was is refused", arguments: ["", "x", "1", "0-1", "7-0", "-1-0", "0--1", "0-0-0"])
    func unknownEvent(lastEvent: String) async throws {
        let (id, _) = try await begin()
        let answer = await client.sessions.answer(
            TransportRequest(
                method: "GET", target: "/mcp",
                headers: ["accept": "text/event-stream", "mcp-session-id": id, "last-event-id": lastEvent]),
            body: [], backend: client.backend)
        #expect(answer.status == 400)
        #expect(answer.json?["error"]?["message"] == "Bad Request: Unknown Last-Event-ID")
    }

    // MARK: - Ends

    @Test("each session has a server of its own, which ends with it")
    func ownServer() async throws {
        let (first, one) = try await begin()
        let (second, two) = try await begin()
        _ = await client.send("POST", #"{"jsonrpc":"2.0","method":"hello"}"#, session: first)
        #expect(one.told.count == 2)
        #expect(two.told.count == 1)
        let stream = try #require(await client.send("GET", session: first).reader)
        _ = await client.send("DELETE", session: first)
        #expect(await stream.rest() == [])
        #expect(one.isClosed)
        #expect(!two.isClosed)
        client.sessions.endAll()
        #expect(two.isClosed)
        #expect(await client.send("GET", session: second).status == 404)
    }

    @Test("a server that dies answers what it owes with an error, and takes its session along")
    func death() async throws {
        let (id, server) = try await begin()
        let owed = try #require(await client.send("POST", Self.call(1), session: id).reader)
        server.die()
        let events = await owed.rest()
        #expect(events.count == 1)
        #expect(events.first?.contains(#""error":{"code":-32603,"message":"The tool server has ended"}"#) == true)
        #expect(await client.send("POST", Self.call(2), session: id).status == 404)
    }

    @Test("a session that runs out of time lets its server go")
    func idle() async throws {
        let (_, server) = try await begin()
        client.time.advance(by: .seconds(30 * 60))
        #expect(server.isClosed)
    }
}
