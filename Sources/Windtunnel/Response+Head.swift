import HTTPTypes
import Hummingbird
import NIOCore

extension Response {
    /// What answers a HEAD request: the headers, the length among them, and no content (RFC 9110, section 9.3.2). A client
    /// would take content for the beginning of the next answer.
    ///
    /// The content is made and thrown away, for some hang on its end.
    func headAlone() async throws -> Response {
        try await body.write(Discarding())
        return createHeadResponse()
    }
}

private struct Discarding: ResponseBodyWriter {
    func write(_ buffer: ByteBuffer) {}
    func finish(_ trailingHeaders: HTTPFields?) {}
}
