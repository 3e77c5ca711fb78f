import Hummingbird
import NIOCore
import Synchronization

extension Response {
    /// Reads the body when it is there at once and no longer than a recording's documents are; the response can be sent
    /// afterwards as before.
    /// - Returns: nil for a stream, and for what is too long.
    mutating func takeBody(upTo limit: Int = 1 << 20) async throws -> ByteBuffer? {
        guard let length = body.contentLength, length <= limit else { return nil }
        let sink = CollectedBody()
        try await body.write(sink)
        let bytes = sink.bytes.withLock { $0 }
        body = ResponseBody(byteBuffer: bytes)
        return bytes
    }
}

/// Keeps what is written.
private final class CollectedBody: ResponseBodyWriter {
    let bytes = Mutex(ByteBuffer())

    func write(_ buffer: ByteBuffer) {
        bytes.withLock { _ = $0.writeImmutableBuffer(buffer) }
    }

    func finish(_ trailingHeaders: HTTPFields?) {}
}
