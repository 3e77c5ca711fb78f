import ModelContextProtocol
import OrderedJSON
import Synchronization

/// A clock that a test moves.
final class SessionTime: Sendable {
    private struct State {
        var now = Duration.zero
        var timers: [(due: Duration, action: @Sendable () -> Void)] = []
    }

    private let state = Mutex(State())

    var clock: SessionClock {
        SessionClock(
            now: { self.state.withLock(\.now) },
            after: { delay, action in
                self.state.withLock { $0.timers.append((due: $0.now + delay, action: action)) }
            })
    }

    func advance(by duration: Duration) {
        let due = state.withLock { state in
            state.now += duration
            let now = state.now
            let due = state.timers.filter { $0.due <= now }
            state.timers.removeAll { $0.due <= now }
            return due
        }
        for timer in due { timer.action() }
    }
}

/// A tool server that says only what a test has it say, and keeps what it was told.
final class ScriptedServer: ToolConnection {
    private struct State {
        var told: [String] = []
        var isClosed = false
        var isBroken = false
    }

    struct Broken: Error {}

    private let listener: ToolListener
    private let state = Mutex(State())

    init(_ listener: ToolListener) {
        self.listener = listener
    }

    var told: [String] { state.withLock(\.told) }
    var isClosed: Bool { state.withLock(\.isClosed) }

    func say(_ line: String) { listener.hear(Array(line.utf8)) }

    func die() {
        state.withLock { $0.isBroken = true }
        listener.end()
    }

    func send(_ message: [UInt8]) async throws {
        let text = String(decoding: message, as: UTF8.self)
        let isBroken = state.withLock { state in
            state.told.append(text)
            return state.isBroken
        }
        guard !isBroken else { throw Broken() }
        // The handshake is no test's subject.
        if text.contains(#""initialize""#), let id = try JSON(parsing: text)["id"],
            let version = try JSON(parsing: text)["params"]?["protocolVersion"]
        {
            let reply: JSON = ["jsonrpc": "2.0", "id": id, "result": ["protocolVersion": version]]
            say(reply.text)
        }
    }

    func close() { state.withLock { $0.isClosed = true } }
}

/// The servers that were made, one a session.
final class ScriptedServers: Sendable {
    private let servers = Mutex<[ScriptedServer]>([])

    var all: [ScriptedServer] { servers.withLock(\.self) }

    var backend: ToolBackend {
        ToolBackend(.speaksFreely) { listener in
            let server = ScriptedServer(listener)
            self.servers.withLock { $0.append(server) }
            return server
        }
    }
}

/// A Streamable HTTP server and its client's habits.
struct StreamableClient {
    let time = SessionTime()
    let sessions: StreamableSessions
    let backend: ToolBackend

    static let both = "application/json, text/event-stream"

    /// - Parameter backend: the server of ``ToolServerTests`` unless given.
    init(limits: SessionLimits = SessionLimits(), backend: ToolBackend? = nil) {
        let count = Mutex(0)
        sessions = StreamableSessions(limits: limits, clock: time.clock) {
            count.withLock { count in
                count += 1
                return "session\(count)"
            }
        }
        self.backend = backend ?? ToolBackend(ToolServerTests.server())
    }

    static func initialize(_ version: String = "2025-11-25") -> String {
        """
        {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"\(version)","capabilities":{},\
        "clientInfo":{"name":"c","version":"1"}}}
        """
    }

    func send(
        _ method: String, _ body: String? = nil, session: String? = nil, headers: [String: String] = [:],
        authority: String = "demo.fly.dev"
    ) async -> TransportAnswer {
        var all = ["accept": method == "GET" ? "text/event-stream" : Self.both]
        if body != nil { all["content-type"] = "application/json" }
        if let session { all["mcp-session-id"] = session }
        for (name, value) in headers { all[name] = value.isEmpty ? nil : value }
        return await sessions.answer(
            TransportRequest(method: method, target: "/mcp", authority: authority, headers: all),
            body: Array((body ?? "").utf8), backend: backend)
    }

    /// Begins a session and returns its id.
    func begin(_ version: String = "2025-11-25") async -> String? {
        await send("POST", Self.initialize(version)).header("Mcp-Session-Id")
    }
}

extension TransportAnswer {
    func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }

    var text: String? {
        if case .bytes(let bytes) = body { String(decoding: bytes, as: UTF8.self) } else { nil }
    }

    var json: JSON? { text.flatMap { try? JSON(parsing: $0) } }

    var reader: EventReader? {
        if case .events(let reader) = body { reader } else { nil }
    }
}

extension EventReader {
    func text() async -> String? { await next().map { String(decoding: $0, as: UTF8.self) } }

    /// Whatever is left until the end.
    func rest() async -> [String] {
        var events: [String] = []
        while let event = await text() { events.append(event) }
        return events
    }
}
