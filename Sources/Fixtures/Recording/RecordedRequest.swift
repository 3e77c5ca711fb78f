/// A request as it was sent.
package struct RecordedRequest: Sendable, Hashable {
    package var method: String
    /// Absolute, without a fragment.
    package var url: String
    package var httpVersion: String
    package var headers: HeaderList
    /// Nil when the request had none, which is not the same as an empty one to every client.
    package var body: RecordedBody?

    package init(
        method: String, url: String, httpVersion: String = "HTTP/1.1", headers: HeaderList = [],
        body: RecordedBody? = nil
    ) {
        self.method = method
        self.url = url
        self.httpVersion = httpVersion
        self.headers = headers
        self.body = body
    }
}

/// A body and what it says it is.
package struct RecordedBody: Sendable, Hashable {
    package var bytes: [UInt8]
    /// The value of Content-Type, empty when there was none.
    package var mimeType: String

    package init(_ bytes: [UInt8], mimeType: String) {
        self.bytes = bytes
        self.mimeType = mimeType
    }

    package init(_ text: String, mimeType: String) {
        self.init(Array(text.utf8), mimeType: mimeType)
    }
}
