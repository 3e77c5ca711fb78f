import ModelContextProtocol
import OrderedJSON
import Synchronization
import Testing

@Suite("An HTTP+SSE server", .timeLimit(.minutes(5)))
struct SSESessionsTests {
    private let servers: ScriptedServers
    private let sessions: SSESessions

    init() {
        servers = ScriptedServers()
        let count = Mutex(0)
        sessions = SSESessions(limits: SessionLimits(sessions: 2)) {
            count.withLock { count in
                count += 1
                return "abc\(count)"
            }
        }
    }

    private func open(
        _ method: String = "GET", headers: [String: String] = ["accept": "text/event-stream"]
    ) async -> TransportAnswer {
        await sessions.open(
            TransportRequest(method: method, target: "/sse", authority: "demo.fly.dev", headers: headers),
            endpoint: "messages/", backend: servers.backend)
    }

    private func post(_ query: String, _ body: String?, headers: [String: String] = [:]) async -> TransportAnswer {
        await sessions.post(
            TransportRequest(method: "POST", target: "/messages/\(query)", headers: headers),
            body: body.map { Array($0.utf8) })
    }

    private static let ping = #"{"jsonrpc":"2.0","id":1,"method":"ping"}"#

    @Test("a stream begins with where to post, and brings the replies")
    func conversation() async throws {
        let stream = await open()
        #expect(stream.status == 200)
        #expect(stream.header("Content-Type") == "text/event-stream")
        let reader = try #require(stream.reader)
        #expect(await reader.text() == "event: endpoint\ndata: messages/?session_id=abc1\n\n")
        let posted = await post("?session_id=abc1", Self.ping)
        #expect(posted.status == 202)
        #expect(posted.text == "Accepted")
        #expect(servers.all.first?.told == [Self.ping])
        servers.all.first?.say(#"{"jsonrpc":"2.0","id":1,"result":{}}"#)
        #expect(await reader.text() == "event: message\ndata: {\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}\n\n")
    }

    @Test("a session ends when its client leaves, and lets its server go")
    func leaves() async throws {
        let reader = try #require(await open().reader)
        reader.leave()
        #expect(await post("?session_id=abc1", Self.ping).status == 404)
        #expect(servers.all.first?.isClosed == true)
    }

    @Test("a stream ends with its server")
    func death() async throws {
        let reader = try #require(await open().reader)
        _ = await reader.text()
        servers.all.first?.die()
        #expect(await reader.text() == nil)
        let late = await post("?session_id=abc1", Self.ping)
        #expect(late.status == 404)
    }

    @Test(
        "refuses messages that are not in order",
        arguments: [
            ("", ping, 400, "session_id is required"), ("?session_id=", ping, 400, "Invalid session ID"),
            ("?session_id=%20", ping, 400, "Invalid session ID"),
            ("?session_id=f00", ping, 404, "Could not find session"),
            ("?a=b&session_id=abc1", "{", 400, "Could not parse message"),
            ("?session_id=abc1", "{}", 400, "Could not parse message"),
            ("?session_id=abc1", "[\(ping)]", 400, "Could not parse message"),
            ("?session_id=abc1", nil, 413, "Request body is too large"),
        ] as [(String, String?, Int, String)])
    func refusals(query: String, body: String?, status: Int, text: String) async throws {
        let stream = await open()
        let answer = await post(query, body)
        #expect(answer.status == status)
        #expect(answer.text == text)
        withExtendedLifetime(stream) {}
    }

    @Test(
        "refuses streams that are not in order",
        arguments: [
            ("POST", ["accept": "*/*"], 405, "Method Not Allowed"),
            ("GET", ["accept": "application/json"], 406, "Not Acceptable: Client must accept text/event-stream"),
            ("GET", ["accept": "*/*", "origin": "http://evil.example"], 403, "Invalid Origin header"),
        ])
    func streamRefusals(method: String, headers: [String: String], status: Int, text: String) async {
        let answer = await open(method, headers: headers)
        #expect(answer.status == status)
        #expect(answer.text == text)
        #expect(answer.header("Allow") == (status == 405 ? "GET" : nil))
    }

    @Test("refuses pages of strangers, and other methods, at the place of messages, too")
    func messageRefusals() async {
        #expect(await post("?session_id=abc1", Self.ping, headers: ["origin": "http://evil.example"]).status == 403)
        let get = await sessions.post(
            TransportRequest(method: "GET", target: "/messages/?session_id=abc1"), body: [])
        #expect(get.status == 405)
        #expect(get.header("Allow") == "POST")
    }

    @Test("there are only so many sessions at a time")
    func crowded() async throws {
        let first = try #require(await open().reader)
        let second = await open()
        let third = await open()
        #expect(third.status == 503)
        #expect(third.text == "Too many sessions")
        first.leave()
        #expect(await open().status == 200)
        sessions.endAll()
        #expect(servers.all.map(\.isClosed) == servers.all.map { _ in true })
        withExtendedLifetime(second) {}
    }

    @Test("says why its server cannot be had")
    func noServer() async {
        struct Missing: Error, CustomStringConvertible { var description: String { "no such program" } }
        let answer = await sessions.open(
            TransportRequest(method: "GET", target: "/sse", headers: ["accept": "*/*"]), endpoint: "m",
            backend: ToolBackend(.speaksFreely) { _ in throw Missing() })
        #expect(answer.status == 500)
        #expect(answer.text == "The tool server cannot be started: no such program")
    }
}
