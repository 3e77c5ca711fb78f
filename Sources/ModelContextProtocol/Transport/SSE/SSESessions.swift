import OrderedJSON
import Synchronization

/// An HTTP+SSE server without the HTTP, as revision 2024-11-05 has it: a GET opens a session as an event stream, whose
/// first event names the place that messages are posted to; their responses come on the stream
/// (reference/mcp-and-proxy.md, section 4.6; the answers are those of the Python SDK's server).
package final class SSESessions: Sendable {
    /// The longest message that is taken.
    package static let largestBody = LineSplitter.standardLimit

    private struct Session {
        let stream: EventStream
        let connection: any ToolConnection
    }

    /// The name of the query's parameter that carries the session.
    private static let parameter = "session_id"

    private let limits: SessionLimits
    private let makeID: @Sendable () async throws -> String
    private let sessions = Mutex<[String: Session]>([:])

    /// - Parameter makeID: makes a session's id: letters and digits that nobody can guess.
    package init(limits: SessionLimits = SessionLimits(), makeID: @escaping @Sendable () async throws -> String) {
        self.limits = limits
        self.makeID = makeID
    }

    /// Opens a session.
    /// - Parameters:
    ///   - endpoint: where messages are posted to, as a reference relative to the URL that was asked for.
    ///   - backend: what the session is connected to.
    package func open(_ request: TransportRequest, endpoint: String, backend: ToolBackend) async -> TransportAnswer {
        guard OriginRules.allows(request["origin"], at: request.authority) else { return Self.foreignOrigin }
        guard request.method == "GET" else {
            return .text(status: 405, "Method Not Allowed", headers: [TransportAnswer.Header("Allow", "GET")])
        }
        guard AcceptedForms(accept: request["accept"]).events else {
            return .text(status: 406, "Not Acceptable: Client must accept text/event-stream")
        }
        do {
            return try await open(endpoint: endpoint, backend)
        } catch {
            return .text(status: 500, "The tool server cannot be started: \(error)")
        }
    }

    private func open(endpoint: String, _ backend: ToolBackend) async throws -> TransportAnswer {
        let id = try await makeID()
        let stream = EventStream(number: nil, limits: limits.events) { [weak self] in self?.end(id) }
        guard let reader = stream.reader() else { return Self.tooMany }
        let connection = try await backend.connect(
            ToolListener(hear: { stream.append($0) }, end: { stream.finish() }))
        let isKept = sessions.withLock { sessions in
            guard sessions.count < limits.sessions else { return false }
            sessions[id] = Session(stream: stream, connection: connection)
            return true
        }
        guard isKept else {
            connection.close()
            return Self.tooMany
        }
        stream.append(Array("\(endpoint)?\(Self.parameter)=\(id)".utf8), name: "endpoint")
        return .events(reader)
    }

    /// Takes a message for the session that the query names.
    /// - Parameter body: nil when it was longer than ``largestBody``.
    package func post(_ request: TransportRequest, body: [UInt8]?) async -> TransportAnswer {
        guard OriginRules.allows(request["origin"], at: request.authority) else { return Self.foreignOrigin }
        guard request.method == "POST" else {
            return .text(status: 405, "Method Not Allowed", headers: [TransportAnswer.Header("Allow", "POST")])
        }
        guard let id = request.parameter(Self.parameter) else {
            return .text(status: 400, "session_id is required")
        }
        guard Self.isID(id) else { return .text(status: 400, "Invalid session ID") }
        guard let session = sessions.withLock({ $0[id] }) else {
            return .text(status: 404, "Could not find session")
        }
        guard let body else { return .text(status: 413, "Request body is too large") }
        guard let posted = try? PostedMessages(body), !posted.isBatch, let message = posted.messages.first else {
            return .text(status: 400, "Could not parse message")
        }
        do {
            try await session.connection.send(message.document.utf8)
        } catch {
            // The stream ends with its server; a client that posts once more learns that the session is gone.
            end(id)
            return .text(status: 404, "Could not find session")
        }
        return .text(status: 202, "Accepted")
    }

    /// Ends every session.
    package func endAll() {
        for id in sessions.withLock({ Array($0.keys) }) { end(id) }
    }

    private func end(_ id: String) {
        guard let session = sessions.withLock({ $0.removeValue(forKey: id) }) else { return }
        session.stream.finish()
        session.connection.close()
    }

    private static func isID(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 64
            && text.utf8.allSatisfy { byte in
                let scalar = Unicode.Scalar(byte)
                return scalar.properties.isAlphabetic || scalar.properties.numericType != nil
            }
    }

    private static let foreignOrigin = TransportAnswer.text(status: 403, "Invalid Origin header")
    private static let tooMany = TransportAnswer.text(status: 503, "Too many sessions")
}
