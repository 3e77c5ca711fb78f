/// A recording that is repeated against a live service, exchange by exchange: what to send, and what differs in what
/// came.
package struct RecordingComparison: Sendable {
    private let recording: Recording
    private let responses: ResponseComparison
    /// What the recording's names and ids stand for by now.
    package private(set) var binding = Binding()
    private let paths: [RequestPath]
    private let order: [Int]
    private var redactor = Redactor()

    /// - Parameter names: other names for names of the recording: an app's that is taken at the live service.
    package init(
        _ recording: Recording, _ responses: ResponseComparison, names: [(recorded: String, live: String)] = []
    ) {
        self.recording = recording
        self.responses = responses
        order = recording.order
        paths = recording.interactions.map { RequestPath(URLParts($0.request.url)) }
        for name in names { binding.bind(recorded: name.recorded, live: name.live) }
    }

    /// A request in the words of the live run.
    package mutating func request(_ index: Int) -> RecordedRequest {
        let recorded = recording.interactions[index].request
        let live = binding.live(recorded)
        // The names that a client gives stand for what was sent, so that an answer with another is a difference.
        var unifier = Unifier(binding, .standard)
        unifier.unify(recorded, live)
        if unifier.differences.isEmpty { binding = unifier.binding }
        return live
    }

    /// Learns from the beginning of a stream that goes on, so that requests which follow from it speak of its ids.
    /// - Parameter lines: how many line ends of the recorded stream have a counterpart.
    package mutating func learn(_ index: Int, from live: RecordedResponse, lines: Int) {
        let recorded = recording.interactions[index].response
        binding.learn(recorded: recorded.beginning(lines: lines), live: live.beginning(lines: lines))
    }

    /// What differs in the answer to a request.
    ///
    /// A read may get the answer that the recording has a little earlier or later to the same request, as long as nothing
    /// changed what it reads between the two: who polls sees what happens at other moments than the next one who polls.
    /// - Parameter isLast: whether this is the answer that counts, and not one after which is asked again.
    package mutating func differences(_ index: Int, in live: RecordedResponse, isLast: Bool) -> [Difference] {
        var learned = binding
        let found = responses.differences(recording.interactions[index].response, live, &learned)
        if found.isEmpty {
            binding = learned
            return []
        }
        for other in alike(index) {
            var binding = self.binding
            guard responses.differences(recording.interactions[other].response, live, &binding).isEmpty else {
                continue
            }
            self.binding = binding
            return []
        }
        if isLast { binding = learned }
        return found
    }

    /// Differences as a report may show them, with no secret of the exchange they are from.
    package mutating func shown(
        _ differences: [Difference], _ request: RecordedRequest, _ live: RecordedResponse
    ) -> [Difference] {
        guard !differences.isEmpty else { return [] }
        redactor.learn(Interaction(startedAt: "", request: request, response: live))
        return differences.map { $0.masked(by: &redactor) }
    }

    /// The other entries with the same read, nearest first, up to the changes before and behind it.
    private func alike(_ index: Int) -> [Int] {
        let request = recording.interactions[index].request
        guard request.isRead, let place = order.firstIndex(of: index) else { return [] }
        func stretch(_ positions: some Sequence<Int>) -> [(distance: Int, index: Int)] {
            var found: [(distance: Int, index: Int)] = []
            for position in positions {
                let other = order[position]
                let interaction = recording.interactions[other]
                if !interaction.request.isRead, isRelated(paths[other], paths[index]) { break }
                if interaction.request.isSame(as: request) { found.append((abs(position - place), other)) }
            }
            return found
        }
        let found = stretch((place + 1)..<order.count) + stretch((0..<place).reversed())
        return found.sorted { ($0.distance, $0.index) < ($1.distance, $1.index) }.map(\.index)
    }

    /// Whether a change to one path may show in another: to the same, to one above or below it.
    private func isRelated(_ change: RequestPath, _ read: RequestPath) -> Bool {
        if change.isGraphQL || read.isGraphQL { return true }
        // Whoever holds a lease renews it as often as it takes; nothing that others read changes by it.
        if change.segments.last == "lease" { return false }
        return zip(change.segments, read.segments).allSatisfy { $0 == $1 }
    }
}

extension RecordedRequest {
    fileprivate func isSame(as other: RecordedRequest) -> Bool {
        method == other.method && url == other.url && body?.bytes == other.body?.bytes
    }
}

extension RecordedResponse {
    /// Whether it is one that goes on for as long as somebody listens.
    package var isStream: Bool { !pieces.isEmpty || mimeType.asciiLowercased.hasPrefix("text/event-stream") }

    /// How many lines are complete.
    package var lineCount: Int { bytes.count { $0 == 0x0A } }

    /// How many lines of a recorded stream were complete so long after its request.
    package func lineCount(until offset: Duration) -> Int {
        pieces.prefix { $0.offset <= offset }.reduce(0) { $0 + $1.bytes.count { $0 == 0x0A } }
    }

    fileprivate func beginning(lines: Int) -> RecordedResponse {
        var rest = lines
        var result = self
        result.content = .whole(
            Array(
                bytes.prefix { byte in
                    defer { if byte == 0x0A { rest -= 1 } }
                    return rest > 0
                }))
        return result
    }
}
