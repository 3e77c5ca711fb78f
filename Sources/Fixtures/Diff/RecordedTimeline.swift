import OrderedJSON

/// The order and the times in which the exchanges of a recording are repeated.
///
/// Times are counted from the first request. A request that only reads is sent when it was sent; one that changes
/// something at the latest moment at which it can have happened, when its answer was there. So a read that follows is
/// never later behind the change than it was in the recording: what comes of the change by and by is not there too soon.
package struct RecordedTimeline: Sendable, Hashable {
    package enum Step: Sendable, Hashable {
        /// Sends a request and waits for its answer, which was there `within` so long.
        case exchange(Int, at: Duration, within: Duration)
        /// Sends a request that goes on while others come and go.
        case open(Int, at: Duration)
        /// Ends such a request, or waits for its end.
        case close(Int, at: Duration)
    }

    package let steps: [Step]
    /// When the first request began, milliseconds of Unix time; nil when no exchange has a time.
    package let start: Int64?

    package init(_ recording: Recording) {
        let order = recording.order
        let first = order.compactMap { recording.interactions[$0].startedAtMilliseconds }.first
        start = first
        var latest = Duration.zero
        let spans = order.map { index -> Span in
            let interaction = recording.interactions[index]
            guard let first, let began = interaction.startedAtMilliseconds else {
                // Behind what it followed, without a time of its own.
                return Span(index: index, begin: latest, end: latest)
            }
            latest = .milliseconds(began - first)
            return Span(index: index, begin: latest, end: latest + interaction.duration)
        }
        var steps: [Step] = []
        var open: [Span] = []
        func close(before moment: Duration?) {
            let ended = open.filter { span in moment.map { span.end <= $0 } ?? true }
            open.removeAll { span in ended.contains { $0.index == span.index } }
            steps += ended.sorted { $0.end < $1.end }.map { .close($0.index, at: $0.end) }
        }
        for (position, span) in spans.enumerated() {
            close(before: span.begin)
            // Moments are known to the millisecond, so what seems to overlap by less may not.
            let next = position + 1 < spans.count ? spans[position + 1].begin : nil
            if let next, span.end - next >= .milliseconds(1) {
                steps.append(.open(span.index, at: span.begin))
                open.append(span)
            } else {
                let isRead = recording.interactions[span.index].request.isRead
                steps.append(.exchange(span.index, at: isRead ? span.begin : span.end, within: span.end))
            }
        }
        close(before: nil)
        self.steps = steps
    }

    private struct Span {
        let index: Int
        let begin: Duration
        let end: Duration
    }
}

extension Interaction {
    /// From the beginning of the request to the last that came of it.
    package var duration: Duration { max(timing.total, response.pieces.last?.offset ?? .zero) }
}

extension RecordedRequest {
    /// Whether it changes nothing: a GET, or a GraphQL document without a mutation.
    package var isRead: Bool {
        if ["GET", "HEAD", "OPTIONS"].contains(method) { return true }
        guard method == "POST", RequestPath(URLParts(url)).isGraphQL, let body,
            // What is no JSON is no query.
            let query = try? JSON(parsing: body.bytes)["query"]?.stringValue
        else { return false }
        let words = GraphQLText(query).skeleton
        return words.firstOccurrence(of: Array("mutation".utf8)).map { $0 > 0 && words[$0 - 1] != UInt8(ascii: "}") }
            ?? true
    }
}
