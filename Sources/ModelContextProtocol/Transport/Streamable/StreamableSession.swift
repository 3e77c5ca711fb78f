import OrderedJSON
import Synchronization

/// One client's session: its streams, and the requests whose responses are still to come.
final class StreamableSession: Sendable {
    let id: String

    private struct Awaited {
        let stream: EventStream
        let progressToken: JSON?
        /// Whether messages besides the response can go this way.
        let takesOthers: Bool
    }

    private struct State {
        var version: String
        var connection: (any ToolConnection)?
        var awaited: [JSONRPCID: Awaited] = [:]
        /// By their numbers; those that are finished stay for clients that come back.
        var streams: [Int: EventStream] = [:]
        var lastStream = 0
        var isEnded = false
    }

    /// Streams of requests that can be resumed; the oldest go first.
    private static let streamsKept = 16

    private let limits: EventLimits
    /// What the server says that belongs to no request.
    private let standalone: EventStream
    private let state: Mutex<State>

    init(id: String, version: String, limits: EventLimits) {
        self.id = id
        self.limits = limits
        standalone = EventStream(number: 0, limits: limits)
        state = Mutex(State(version: version))
    }

    var version: String { state.withLock { $0.version } }
    var isEnded: Bool { state.withLock { $0.isEnded } }

    /// Whether a client reads any of the streams.
    var isOpen: Bool {
        let streams = state.withLock { Array($0.streams.values) }
        return standalone.isRead || streams.contains(where: \.isRead)
    }

    // MARK: - Life

    /// - Parameter ended: called when the server ends by itself.
    func connect(to backend: ToolBackend, ended: @escaping @Sendable () -> Void) async throws {
        let connection = try await backend.connect(
            ToolListener(
                hear: { [weak self] in self?.hear($0) },
                end: { [weak self] in
                    self?.end()
                    ended()
                }))
        let isLate = state.withLock { state in
            if !state.isEnded { state.connection = connection }
            return state.isEnded
        }
        if isLate { connection.close() }
    }

    /// Ends the session: what waits for a response gets an error, streams end, the server is let go.
    func end() {
        let (connection, awaited, streams) = state.withLock { state in
            defer {
                state.isEnded = true
                state.connection = nil
                state.awaited = [:]
                state.streams = [:]
            }
            return (state.connection, state.awaited, Array(state.streams.values))
        }
        for (id, request) in awaited {
            let reply = JSONRPCReply(to: id, error: StreamableRefusal.serverGone.error)
            request.stream.append(reply.json().utf8)
            request.stream.finish()
        }
        for stream in streams { stream.finish() }
        standalone.finish()
        connection?.close()
    }

    /// Ends the connections of its streams, which can be resumed.
    func disconnect() {
        for stream in state.withLock({ Array($0.streams.values) }) { stream.cut() }
        standalone.cut()
    }

    // MARK: - From the client

    /// Hands messages over; notes which stream their responses belong to.
    /// - Parameter isResumable: whether the stream goes to the client as events, rather than being collected.
    /// - Returns: the stream, which ends with the last response; nil when no message asks for one.
    func send(_ posted: PostedMessages, isResumable: Bool) async throws(StreamableRefusal) -> EventStream? {
        let requests = posted.messages.filter { $0.id != nil }
        var stream: EventStream?
        let connection = try state.withLock { state throws(StreamableRefusal) in
            guard let connection = state.connection else { throw .serverGone }
            guard !requests.isEmpty else { return connection }
            guard Set(posted.requests).count == requests.count,
                posted.requests.allSatisfy({ state.awaited[$0] == nil })
            else { throw StreamableRefusal.idInUse.of(posted.requests.first) }
            let opened = open(isResumable: isResumable, in: &state)
            for request in requests {
                guard let id = request.id else { continue }
                state.awaited[id] = Awaited(
                    stream: opened, progressToken: request.params?["_meta"]?["progressToken"],
                    takesOthers: isResumable)
            }
            stream = opened
            return connection
        }
        for message in posted.messages {
            do {
                try await connection.send(message.document.utf8)
            } catch {
                // Whoever ends the connection tells it, too; the first one counts.
                end()
                if stream == nil { throw .serverGone }
            }
            if message.method == "notifications/cancelled" { cancel(message.params?["requestId"]) }
        }
        return stream
    }

    private func open(isResumable: Bool, in state: inout State) -> EventStream {
        guard isResumable else { return EventStream(number: nil, limits: limits) }
        state.lastStream += 1
        let stream = EventStream(number: state.lastStream, limits: limits)
        state.streams[state.lastStream] = stream
        state.streams[state.lastStream - Self.streamsKept] = nil
        return stream
    }

    /// No response is due to a cancelled request: its stream ends without.
    private func cancel(_ id: JSON?) {
        guard let id = id.flatMap(JSONRPCID.init) else { return }
        let (stream, reply): (EventStream?, JSONRPCReply?) = state.withLock { state in
            guard let request = state.awaited.removeValue(forKey: id) else { return (nil, nil) }
            let isLast = !state.awaited.values.contains { $0.stream === request.stream }
            // Whoever collects responses must not be left with none.
            let error = JSONRPCReply(to: id, error: JSONRPCError(.internalError, "Request cancelled"))
            return (isLast || !request.takesOthers ? request.stream : nil, request.takesOthers ? nil : error)
        }
        if let reply { stream?.append(reply.json().utf8) }
        finishIfDone(stream)
    }

    // MARK: - From the server

    private func hear(_ line: [UInt8]) {
        // A server that prints what is no message is answered with silence, as everywhere.
        guard let message = (try? JSON(parsing: line))?.objectValue else { return }
        if message["method"] == nil {
            guard let id = message["id"].flatMap(JSONRPCID.init) else { return }
            let stream = state.withLock { state in
                if let version = message["result"]?["protocolVersion"]?.stringValue { state.version = version }
                return state.awaited.removeValue(forKey: id)?.stream
            }
            stream?.append(line)
            finishIfDone(stream)
        } else {
            stream(for: message).append(line)
        }
    }

    private func finishIfDone(_ stream: EventStream?) {
        guard let stream else { return }
        let isDone = state.withLock { state in !state.awaited.values.contains { $0.stream === stream } }
        if isDone { stream.finish() }
    }

    /// Progress goes where its request came from. Anything else goes to the standalone stream when that is open, else
    /// to the youngest request under way, else it waits for a standalone stream (chosen: over standard output nothing
    /// says which request a message belongs to).
    private func stream(for message: JSONObject) -> EventStream {
        let token = message["method"] == "notifications/progress" ? message["params"]?["progressToken"] : nil
        return state.withLock { state in
            let ways = state.awaited.values.filter(\.takesOthers)
            if let token, let way = ways.first(where: { $0.progressToken == token }) { return way.stream }
            guard !standalone.isRead else { return standalone }
            return ways.map(\.stream).max { ($0.number ?? 0) < ($1.number ?? 0) } ?? standalone
        }
    }

    // MARK: - Streams

    /// Opens the standalone stream, or resumes any of them.
    /// - Parameter lastEvent: the `Last-Event-ID`.
    func listen(after lastEvent: String?) throws(StreamableRefusal) -> EventReader {
        guard let lastEvent else {
            guard !standalone.isRead, let reader = standalone.reader(primes: primes) else { throw .alreadyListening }
            return reader
        }
        guard let id = EventID(lastEvent), let stream = stream(id.stream), let reader = stream.reader(after: id.number)
        else { throw .unknownEvent }
        return reader
    }

    /// Events without data came with revision 2025-11-25; clients before it take them for broken messages.
    var primes: Bool { version >= "2025-11-25" }

    private func stream(_ number: Int) -> EventStream? {
        number == 0 ? standalone : state.withLock { $0.streams[number] }
    }
}
