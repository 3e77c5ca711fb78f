package import Hummingbird
package import NIOCore

/// A request's body, taken piece by piece by whoever's turn it is.
package actor UpstreamBody {
    /// How the server is told where the body ends.
    package enum Framing: Sendable {
        /// There is no body, whatever the head says.
        case none
        case length
        case chunked
    }

    private var iterator: RequestBody.AsyncIterator
    private var first: ByteBuffer?

    package init(_ request: Request) {
        iterator = request.body.makeAsyncIterator()
    }

    /// Settles the framing. Where the head says nothing, as of HTTP/2, the body's first piece decides.
    package func framing(of request: Request) async throws -> Framing {
        if request.headers[.transferEncoding] != nil { return .chunked }
        if let length = request.headers[.contentLength] { return length == "0" ? .none : .length }
        first = try await next()
        return first == nil ? .none : .chunked
    }

    /// The next piece, never an empty one; nil after the last.
    package func next() async throws -> ByteBuffer? {
        if let first {
            self.first = nil
            return first
        }
        var reading = iterator
        defer { iterator = reading }
        while let piece = try await reading.next(isolation: #isolation) {
            if piece.readableBytes > 0 { return piece }
        }
        return nil
    }
}
