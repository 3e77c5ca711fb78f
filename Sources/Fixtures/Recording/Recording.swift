/// What went over the wire between clients and a service, one exchange after another in the order in which the
/// requests began.
package struct Recording: Sendable, Hashable {
    package var interactions: [Interaction]

    package init(_ interactions: [Interaction] = []) {
        self.interactions = interactions
    }
}

/// One request and what answered it.
package struct Interaction: Sendable, Hashable {
    /// When the request began, RFC 3339; kept as the text it was, so that a round trip changes nothing.
    package var startedAt: String
    package var request: RecordedRequest
    package var response: RecordedResponse
    package var timing: Timing
    /// A remark of whoever made the recording: where a fact comes from, what to look at.
    package var comment: String?

    package init(
        startedAt: String, request: RecordedRequest, response: RecordedResponse, timing: Timing = Timing(),
        comment: String? = nil
    ) {
        self.startedAt = startedAt
        self.request = request
        self.response = response
        self.timing = timing
        self.comment = comment
    }

    /// `startedAt` in milliseconds of Unix time, nil when the text is no RFC 3339.
    package var startedAtMilliseconds: Int64? { WireTime(rfc3339: startedAt.utf8)?.milliseconds }
}

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
