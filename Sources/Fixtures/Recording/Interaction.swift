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

    /// What recordings say of an answer whose end was not the service's doing.
    package static let clientLeft = "The client left before the answer ended."
    package static let recordingEnded = "The recording was ended before the answer."

    /// Whether the answer may have gone on.
    var isCutShort: Bool { comment == Self.clientLeft || comment == Self.recordingEnded }

    /// Whether the answer has to come again in its own time. One in which nothing came is a stream if it says so.
    var isStream: Bool {
        if case .pieces = response.content { return true }
        return response.bytes.isEmpty && isCutShort && response.mimeType.asciiLowercased.hasPrefix("text/event-stream")
    }

    /// `startedAt` in milliseconds of Unix time, nil when the text is no RFC 3339.
    package var startedAtMilliseconds: Int64? { WireTime(rfc3339: startedAt.utf8)?.milliseconds }
}
