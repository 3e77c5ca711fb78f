import OrderedJSON
import Synchronization

/// A Streamable HTTP server without the HTTP: sessions, and what each request comes to
/// (reference/mcp-and-proxy.md, sections 4.6 and 4.7; revisions 2024-11-05 to 2025-11-25).
///
/// The statuses are those of the specification; where it leaves them open, and for the texts of errors, those of the
/// SDK's servers. Every session has an id, which later requests must carry.
package final class StreamableSessions: Sendable {
    /// The longest body that is read.
    package static let largestBody = LineSplitter.standardLimit

    private struct State {
        var table = SessionTable<StreamableSession>()
        var isSweeping = false
    }

    private let limits: SessionLimits
    private let clock: SessionClock
    private let makeID: @Sendable () async throws -> String
    private let state = Mutex(State())

    /// - Parameter makeID: makes a session's id: visible ASCII that nobody can guess.
    package init(
        limits: SessionLimits = SessionLimits(), clock: SessionClock,
        makeID: @escaping @Sendable () async throws -> String
    ) {
        self.limits = limits
        self.clock = clock
        self.makeID = makeID
    }

    /// Answers a request.
    /// - Parameters:
    ///   - body: of a POST, nil when it was longer than ``largestBody``.
    ///   - backend: what a session that begins with this request is connected to.
    package func answer(_ request: TransportRequest, body: [UInt8]?, backend: ToolBackend) async -> TransportAnswer {
        do {
            guard OriginRules.allows(request["origin"], at: request.authority) else {
                throw StreamableRefusal.foreignOrigin
            }
            switch request.method {
            case "POST": return try await post(request, body, backend)
            case "GET": return try listen(request)
            case "DELETE": return try delete(request)
            default: throw StreamableRefusal.methodNotAllowed
            }
        } catch let refusal as StreamableRefusal {
            return refusal.answer
        } catch {
            return StreamableRefusal.cannotStart("\(error)").answer
        }
    }

    /// Ends every session.
    package func endAll() {
        for session in state.withLock({ $0.table.removeAll() }) { session.end() }
    }

    /// Ends every connection that carries a stream; the sessions stay, and clients may come back to them.
    package func disconnectAll() {
        for session in state.withLock({ $0.table.sessions }) { session.disconnect() }
    }

    // MARK: - Methods

    private func post(
        _ request: TransportRequest, _ body: [UInt8]?, _ backend: ToolBackend
    ) async throws -> TransportAnswer {
        let accepted = AcceptedForms(accept: request["accept"])
        guard accepted.json || accepted.events else { throw StreamableRefusal.notAcceptable }
        guard Self.isJSON(request["content-type"]) else { throw StreamableRefusal.unsupportedMediaType }
        guard let body else { throw StreamableRefusal.tooLarge }
        let posted = try PostedMessages(body)
        if let refusal = ModernEra.refusal(of: posted, request) { throw refusal }
        let takesEvents = accepted.events && (backend.manner == .speaksFreely || !accepted.json)
        if posted.isInitialize { return try await initialize(posted, request, backend, asEvents: !accepted.json) }
        let session = try self.session(of: request)
        guard !posted.isBatch || session.version == "2025-03-26" else {
            throw StreamableRefusal.batch(in: session.version)
        }
        guard let stream = try await session.send(posted, isResumable: takesEvents) else {
            return TransportAnswer(status: 202)
        }
        if takesEvents, let reader = stream.reader(primes: session.primes) { return .events(reader) }
        return .json(try await Self.collect(stream, posted))
    }

    private func listen(_ request: TransportRequest) throws -> TransportAnswer {
        guard AcceptedForms(accept: request["accept"]).events else { throw StreamableRefusal.streamNotAcceptable }
        let session = try self.session(of: request)
        return .events(try session.listen(after: request["last-event-id"]), headers: [Self.header(session)])
    }

    private func delete(_ request: TransportRequest) throws -> TransportAnswer {
        let session = try self.session(of: request)
        _ = state.withLock { $0.table.remove(session.id) }
        session.end()
        return TransportAnswer(status: 200)
    }

    // MARK: - Sessions

    /// Begins a session, or begins anew in the one the request names.
    private func initialize(
        _ posted: PostedMessages, _ request: TransportRequest, _ backend: ToolBackend, asEvents: Bool
    ) async throws -> TransportAnswer {
        let isNew = request["mcp-session-id"] == nil
        let session =
            isNew ? try await begin(backend, for: posted) : try self.session(of: request, checksVersion: false)
        guard let stream = try await session.send(posted, isResumable: false) else {
            throw StreamableRefusal.notJSONRPC
        }
        let reply = try await Self.collect(stream, posted)
        guard try JSON(parsing: reply)["result"] != nil else {
            // No session comes of it, so the client must not be left with an id.
            if isNew { drop(session) }
            return .json(reply)
        }
        guard asEvents else { return .json(reply, headers: [Self.header(session)]) }
        let events = EventStream(number: nil, limits: limits.events)
        events.append(reply)
        events.finish()
        guard let reader = events.reader() else { throw StreamableRefusal.serverGone }
        return .events(reader, headers: [Self.header(session)])
    }

    private func begin(_ backend: ToolBackend, for posted: PostedMessages) async throws -> StreamableSession {
        let wish = posted.messages.first?.params?["protocolVersion"]?.stringValue ?? ""
        let session = StreamableSession(
            id: try await makeID(), version: ProtocolVersion.negotiate(wish), limits: limits.events)
        let (isKept, gone) = state.withLock { state in
            state.table.add(
                session, id: session.id, at: clock.now(), limit: limits.sessions, isOpen: { $0.isOpen })
        }
        gone?.end()
        guard isKept else { throw StreamableRefusal.tooManySessions }
        do {
            try await session.connect(to: backend) { [weak self] in self?.forget(session.id) }
        } catch {
            drop(session)
            throw error
        }
        sweepLater(in: limits.idle)
        return session
    }

    /// The session a request names.
    private func session(of request: TransportRequest, checksVersion: Bool = true) throws -> StreamableSession {
        guard let id = request["mcp-session-id"] else { throw StreamableRefusal.missingSession }
        guard let session = state.withLock({ $0.table.use(id, at: clock.now()) }) else {
            throw StreamableRefusal.unknownSession
        }
        if checksVersion, let version = request["mcp-protocol-version"], !ProtocolVersion.legacy.contains(version) {
            throw StreamableRefusal.version(version)
        }
        return session
    }

    private func forget(_ id: String) {
        _ = state.withLock { $0.table.remove(id) }
    }

    private func drop(_ session: StreamableSession) {
        forget(session.id)
        session.end()
    }

    // MARK: - Idle sessions

    private func sweepLater(in delay: Duration) {
        let starts = state.withLock { state in
            defer { state.isSweeping = true }
            return !state.isSweeping
        }
        guard starts else { return }
        clock.after(delay) { [weak self] in self?.sweep() }
    }

    private func sweep() {
        let now = clock.now()
        let (gone, next) = state.withLock { state in
            state.isSweeping = false
            return state.table.removeIdle(for: limits.idle, at: now) { $0.isOpen }
        }
        for session in gone { session.end() }
        if let next { sweepLater(in: next) }
    }

    // MARK: - Forms

    /// Waits for the responses to all requests of a body.
    /// - Returns: the response; for a batch an array in the order of the requests.
    private static func collect(_ stream: EventStream, _ posted: PostedMessages) async throws -> [UInt8] {
        guard let reader = stream.reader() else { throw StreamableRefusal.serverGone }
        var replies: [JSONRPCID: [UInt8]] = [:]
        while let entry = await reader.nextEntry() {
            guard posted.isBatch else { return entry.data }
            if let id = try JSON(parsing: entry.data)["id"].flatMap(JSONRPCID.init) { replies[id] = entry.data }
        }
        guard posted.isBatch else { throw StreamableRefusal.serverGone }
        let ordered = posted.requests.compactMap { replies[$0] }
        return [UInt8(ascii: "[")] + ordered.joined(separator: [UInt8(ascii: ",")]) + [UInt8(ascii: "]")]
    }

    private static func header(_ session: StreamableSession) -> TransportAnswer.Header {
        TransportAnswer.Header("Mcp-Session-Id", session.id)
    }

    private static func isJSON(_ contentType: String?) -> Bool {
        let type = (contentType ?? "").prefix { $0 != ";" }
        return String(type).trimmingBlanks.lowercased() == "application/json"
    }
}
