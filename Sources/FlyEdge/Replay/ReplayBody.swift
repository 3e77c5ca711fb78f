import HTTPTypes
import Hummingbird
import NIOCore

/// A request's body on its way to a guest, of which as much is kept as could have to be sent again. It is read when the
/// guest reads it, never ahead.
actor ReplayBody {
    /// Bytes. The routing page of the service says 1 MB, its list of errors 10 MB (both documented; the smaller chosen).
    static let limit = 1 << 20

    private var source: RequestBody.AsyncIterator
    private var kept: [ByteBuffer] = []
    private var size = 0
    private var isAtEnd = false
    /// Whether more went by than is kept: the body cannot be sent again.
    private(set) var isTooLarge: Bool

    /// - Parameter length: as the client announced it, nil for a body that ends when it ends.
    init(_ body: RequestBody, length: Int?) {
        source = body.makeAsyncIterator()
        isTooLarge = length.map { $0 > Self.limit } ?? false
    }

    /// The whole body, once more each time it is asked for.
    nonisolated var body: RequestBody { RequestBody(asyncSequence: Pass(body: self)) }

    private func piece(_ index: Int) async throws -> ByteBuffer? {
        if index < kept.count { return kept[index] }
        guard !isAtEnd else { return nil }
        var iterator = source
        let piece = try await iterator.next(isolation: self)
        source = iterator
        guard let piece else {
            isAtEnd = true
            return nil
        }
        size += piece.readableBytes
        if size > Self.limit { isTooLarge = true }
        if isTooLarge { kept = [] } else { kept.append(piece) }
        return piece
    }

    /// One reading of the body.
    private struct Pass: AsyncSequence, Sendable {
        typealias Element = ByteBuffer

        let body: ReplayBody

        func makeAsyncIterator() -> Iterator { Iterator(body: body) }

        struct Iterator: AsyncIteratorProtocol {
            let body: ReplayBody
            private var index = 0

            init(body: ReplayBody) {
                self.body = body
            }

            mutating func next() async throws -> ByteBuffer? {
                let piece = try await body.piece(index)
                index += 1
                return piece
            }
        }
    }
}

extension HTTPRequest {
    /// The length of the body as announced; nil when it ends when it ends.
    var announcedLength: Int? { headerFields[.contentLength].flatMap(Int.init) }

    /// Whether a body may come. HTTP/2 needs no announcement, and what is none is soon read.
    var mayHaveBody: Bool {
        if let announcedLength { return announcedLength > 0 }
        if headerFields.contains(.transferEncoding) { return true }
        return method == .post || method == .put || method == .patch
    }
}
