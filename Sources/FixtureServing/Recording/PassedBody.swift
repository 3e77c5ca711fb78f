import Guests
import NIOCore

/// A request's body on its way to the real service: each piece is noted when it goes on, none is kept back.
actor PassedBody {
    private let body: UpstreamBody
    /// Whoever answers keeps the exchange; a sender that lingers must not.
    private weak var exchange: Exchange?
    private var isClosed = false
    private var isReading = false
    private var closing: CheckedContinuation<Void, Never>?

    init(_ body: UpstreamBody, of exchange: Exchange) {
        self.body = body
        self.exchange = exchange
    }

    /// - Throws: `CancellationError` once it is closed: the rest of a request must not look like its end.
    func next() async throws -> ByteBuffer? {
        guard !isClosed else { throw CancellationError() }
        isReading = true
        defer {
            isReading = false
            closing?.resume()
            closing = nil
        }
        let piece = try await body.next()
        if let piece { exchange?.send(piece) } else { exchange?.sent() }
        return piece
    }

    /// Returns when nobody reads the body any more: the server then looks for the next request behind it.
    func close() async {
        isClosed = true
        guard isReading else { return }
        await withCheckedContinuation { closing = $0 }
    }
}

/// The pieces of a body as the client takes them.
struct PassedPieces: AsyncSequence, Sendable {
    typealias Element = ByteBuffer

    let body: PassedBody

    struct AsyncIterator: AsyncIteratorProtocol {
        let body: PassedBody

        func next() async throws -> ByteBuffer? { try await body.next() }
    }

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(body: body) }
}
