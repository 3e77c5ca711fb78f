/// An answer as it came.
package struct RecordedResponse: Sendable, Hashable {
    /// 0 when no answer came: the connection failed.
    package var status: Int
    /// The reason phrase, empty where the protocol has none.
    package var statusText: String
    package var httpVersion: String
    package var headers: HeaderList
    /// The value of Content-Type, empty when there was none.
    package var mimeType: String
    package var content: Content

    package enum Content: Sendable, Hashable {
        case whole([UInt8])
        /// The pieces of a stream in the order in which they came, each with its time.
        case pieces([StreamPiece])
    }

    package init(
        status: Int, statusText: String = "", httpVersion: String = "HTTP/1.1", headers: HeaderList = [],
        mimeType: String? = nil, content: Content = .whole([])
    ) {
        self.status = status
        self.statusText = statusText
        self.httpVersion = httpVersion
        self.headers = headers
        self.mimeType = mimeType ?? headers["content-type"] ?? ""
        self.content = content
    }

    /// The whole body, pieces joined.
    package var bytes: [UInt8] {
        switch content {
        case .whole(let bytes): bytes
        case .pieces(let pieces): pieces.flatMap(\.bytes)
        }
    }

    /// The pieces of a stream; none for a body that came at once.
    package var pieces: [StreamPiece] {
        switch content {
        case .whole: []
        case .pieces(let pieces): pieces
        }
    }
}
