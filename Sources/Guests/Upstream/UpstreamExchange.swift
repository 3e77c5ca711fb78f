import NIOCore
import NIOHTTP1
import Synchronization

/// One request on its way to a server, and the way back of its answer.
///
/// Whoever keeps it no more ends it: the client may be gone before its answer can begin.
final class UpstreamExchange: Sendable {
    let connection: UpstreamConnection
    private let state = Mutex(State())

    private struct State {
        /// Sees that the client leaves, which ends the exchange.
        var departure: Departure?
        var sending: Task<Void, Never>?
        var isSent = false
        var isCut = false
        /// Whether the connection belongs to somebody else by now.
        var isOver = false
    }

    init(on connection: UpstreamConnection, for client: ClientConnection?) {
        self.connection = connection
        let departure = client?.whenLeft { [weak self] in self?.cut() }
        state.withLock { $0.departure = departure }
    }

    /// Whether the whole request has been sent.
    var isSent: Bool { state.withLock { $0.isSent } }

    /// Sends the head, and begins to send the body, whose answer may come before its end.
    func send(_ head: HTTPRequestHead, _ body: UpstreamBody?) async throws {
        guard let body else {
            try await connection.begin([.head(head), .end(nil)])
            return state.withLock { $0.isSent = true }
        }
        try await connection.begin([.head(head)])
        let sending = Task { [weak self, connection] in
            let isWhole = await Self.pass(on: body, to: connection)
            self?.state.withLock { $0.isSent = isWhole }
        }
        state.withLock { $0.sending = sending }
    }

    /// - Returns: whether the body was sent to its end.
    private static func pass(on body: UpstreamBody, to connection: UpstreamConnection) async -> Bool {
        while true {
            let piece: ByteBuffer?
            do {
                piece = try await body.next()
            } catch {
                // Half a request must not look like a whole one.
                connection.close()
                return false
            }
            do {
                try await connection.send(piece.map { [.body(.byteBuffer($0))] } ?? [.end(nil)])
            } catch {
                // A server may answer, and close, before it has read everything. The way back tells what it said.
                return false
            }
            if piece == nil { return true }
        }
    }

    /// The parts of the answer that have come since, at least one.
    func receive() async throws -> [HTTPClientResponsePart] {
        try await withTaskCancellationHandler {
            try await connection.receive()
        } onCancel: {
            cut()
        }
    }

    /// The connection as one of bytes, after the answer 101.
    func becomeTunnel() async throws -> TunnelPort {
        leave(if: true)
        return try await connection.becomeTunnel()
    }

    /// Ends it after the whole answer. Returns when nobody reads the request's body any more.
    /// - Returns: whether the connection can serve another exchange; false when it was told so before.
    func finish() async -> Bool {
        if state.withLock({ $0.isOver }) { return false }
        let isReusable = leave(if: isSent)
        if !isReusable { connection.close() }
        await state.withLock { $0.sending }?.value
        return isReusable
    }

    /// Ends it in the middle. Returns when nobody reads the request's body any more.
    func abort() async {
        cut()
        let sending = state.withLock { $0.sending }
        sending?.cancel()
        await sending?.value
    }

    /// Closes the connection, unless it is somebody else's by now.
    func cut() {
        let isOurs = state.withLock { state in
            state.isCut = !state.isOver
            return state.isCut
        }
        if isOurs { connection.close() }
    }

    /// Whether it was this side that closed the connection.
    var isCut: Bool { state.withLock { $0.isCut } }

    /// Gives the connection away.
    @discardableResult private func leave(if isReady: Bool) -> Bool {
        let departure = state.withLock { state in
            guard isReady else { return Departure?.none }
            state.isOver = true
            defer { state.departure = nil }
            return state.departure
        }
        // Ends here, outside of the lock.
        withExtendedLifetime(departure) {}
        return isReady
    }

    deinit {
        cut()
        state.withLock { $0.sending }?.cancel()
    }
}
