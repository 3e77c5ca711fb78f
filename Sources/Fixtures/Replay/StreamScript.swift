/// How a recorded stream comes again: its lines, each with what it has to wait for.
///
/// What a stream carries is often the answer to a request that was made while it was open, as with the replies of an MCP
/// server to what is posted. In a replay such a line waits until the live client has made that request, and comes as long
/// after it as it did.
package struct StreamScript: Sendable, Hashable {
    /// A line, or whatever belongs together; it comes whole, before or after others, but never between their pieces.
    package struct Event: Sendable, Hashable {
        package let pieces: [StreamPiece]
        /// Nil for what came by itself.
        package let cause: Cause?
    }

    /// A request of the recording.
    package struct Cause: Sendable, Hashable {
        /// Its entry, counted from 1.
        package let entry: Int
        /// When it began, since the stream's own request began.
        package let began: Duration
    }

    package let events: [Event]
    /// When the stream ended, since its request began; nil for one that stayed open until its client left.
    package let end: Duration?

    init(_ content: RecordedResponse.Content, _ course: StreamCourse) {
        var pieces: [StreamPiece] = []
        if case .pieces(let all) = content { pieces = all }
        events = StreamCourse.split(pieces, inBlocks: course.isInBlocks).enumerated().map { index, pieces in
            Event(pieces: pieces, cause: index < course.causes.count ? course.causes[index] : nil)
        }
        end = course.end
    }
}
