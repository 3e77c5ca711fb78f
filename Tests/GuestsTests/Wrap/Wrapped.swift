import HTTPTypes
import Hummingbird
import ModelContextProtocol
import NIOCore
import Synchronization

@testable import Guests

/// A program behind wrap, the place of its listener, and its machine's log.
final class Wrapped: Sendable {
    let program: ProcessProgram
    let outlet: WrapOutlet
    let guest: WrapGuest
    let log: Log
    let sessions: StreamableSessions

    struct Answer {
        let status: HTTPResponse.Status
        let headers: HTTPFields
        let text: String
    }

    /// Runs `body` with a program, and ends it afterwards.
    static func with(_ script: String, _ body: (Wrapped) async throws -> Void) async throws {
        try await with(words: ["/bin/sh", "-c", script], body)
    }

    static func with(words: [String], _ body: (Wrapped) async throws -> Void) async throws {
        let watch = OrphanWatch(ledger: nil)
        let wrapped = Wrapped(words, watch: watch)
        do {
            try await body(wrapped)
        } catch {
            await wrapped.end(watch)
            throw error
        }
        await wrapped.end(watch)
    }

    private init(_ words: [String], watch: OrphanWatch) {
        let log = Log()
        self.log = log
        outlet = WrapOutlet { log.add($0) }
        program = ProcessProgram(watch: watch, printingTo: outlet, log: { log.add($0) }) {
            ChildProcess.Command(
                words: words, environment: ProcessEnvironment([("PATH", "/usr/bin:/bin")]), folder: "/tmp")
        }
        let count = Mutex(0)
        let clock = SessionClock(now: { .zero }, after: { _, _ in })
        let makeID: @Sendable () async throws -> String = {
            count.withLock { count in
                count += 1
                return "session\(count)"
            }
        }
        sessions = StreamableSessions(limits: program.limits, clock: clock, makeID: makeID)
        guest = WrapGuest(
            configuration: WrapConfiguration(environment: [:]), dispatch: WrapDispatch(.standard), program: program,
            outlet: outlet,
            transports: WrapTransports(program.backend, sessions, SSESessions(makeID: makeID)))
    }

    private func end(_ watch: OrphanWatch) async {
        guest.end()
        await watch.end()
    }

    func post(_ body: String, to path: String = "/", session: String? = nil) async throws -> Answer {
        var headers: HTTPFields = [.accept: "application/json", .contentType: "application/json"]
        if let session { headers[.session] = session }
        let request = Request(
            head: HTTPRequest(
                method: .post, scheme: "http", authority: "demo.localhost", path: path, headerFields: headers),
            body: RequestBody(buffer: ByteBuffer(string: body)))
        let response = try await guest.admit(request).respond(request)
        let bytes = Bytes()
        try await response.body.write(bytes)
        return Answer(status: response.status, headers: response.headers, text: bytes.text)
    }

    /// The events that answer a message.
    func stream(_ body: String, session: String) async throws -> EventReader {
        let answer = await sessions.answer(
            TransportRequest(
                method: "POST", target: "/mcp",
                headers: [
                    "accept": "application/json, text/event-stream", "content-type": "application/json",
                    "mcp-session-id": session,
                ]), body: Array(body.utf8), backend: program.backend)
        guard case .events(let reader) = answer.body else { throw Unexpected(status: answer.status) }
        return reader
    }

    struct Unexpected: Error {
        let status: Int
    }

    /// What a machine's log was told.
    final class Log: Sendable {
        private struct State {
            var lines: [String] = []
            var waiting: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
        }

        private let state = Mutex(State())

        var lines: [String] { state.withLock { $0.lines } }

        func add(_ lines: [String]) {
            let ready = state.withLock { state in
                state.lines += lines
                let count = state.lines.count
                defer { state.waiting.removeAll { $0.count <= count } }
                return state.waiting.filter { $0.count <= count }
            }
            for waiter in ready { waiter.continuation.resume() }
        }

        /// Waits until there are so many lines.
        func reach(_ count: Int) async {
            await withCheckedContinuation { continuation in
                let isThere = state.withLock { state in
                    if state.lines.count < count { state.waiting.append((count, continuation)) }
                    return state.lines.count >= count
                }
                if isThere { continuation.resume() }
            }
        }
    }

    /// Collects a body.
    private final class Bytes: ResponseBodyWriter, Sendable {
        private let buffer = Mutex(ByteBuffer())

        var text: String { buffer.withLock { String(buffer: $0) } }

        func write(_ buffer: ByteBuffer) async throws {
            self.buffer.withLock { _ = $0.writeImmutableBuffer(buffer) }
        }

        func finish(_ trailingHeaders: HTTPFields?) async throws {}
    }
}

extension HTTPField.Name {
    static let session = HTTPField.Name("Mcp-Session-Id") ?? .from
}
