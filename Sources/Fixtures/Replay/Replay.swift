/// A recording that answers a live run.
///
/// Requests that change something are answered in the order of the recording, each answer once and the last one for
/// ever. Requests that only read get the answer that was right at the same moment of the recording: not older than
/// anything related that was answered already, not newer than the next change that was not asked for yet, and between
/// the two, as much later as the live run's clock is; so a client may poll more often or less often than the recorded
/// one did.
package struct Replay: Sendable {
    /// What moves a reader from one recorded answer to the next.
    package enum Pace: String, Sendable, Hashable, CaseIterable {
        /// The clock of the live run, at the recording's speed; where that stands still, each request by one as well.
        case clock
        /// Each request, by one.
        case count
    }

    /// The live run's clock at a request.
    package struct Moment: Sendable, Hashable {
        /// Milliseconds of Unix time.
        package let now: Int64
        /// Whether time passes by itself.
        package let runs: Bool

        package init(_ now: Int64, runs: Bool = true) {
            self.now = now
            self.runs = runs
        }
    }

    private struct Progress {
        /// The last rank given, -1 for none.
        var last = -1
        /// The first answer of the stretch a reader is in, and when the live run got it.
        var stretch = -1
        var began: Int64 = 0
    }

    private var index: MatchIndex
    private var order: RecordedOrder
    private var progress: [Int: Progress] = [:]
    private var answers: [Int: RecordedAnswer] = [:]
    /// The same in the words of the run, as they were when so much was known of it.
    private var rendered: [Int: (answer: ReplayAnswer, version: Int)] = [:]
    private var times: RunTimes
    private let timeline: Timeline
    private let keepsTimes: Bool

    /// What moves a reader on; may be changed at any time.
    package var pace: Pace
    /// What the recording's names and ids stand for by now.
    package private(set) var binding = Binding()
    /// How many requests were answered, and how many were not.
    package private(set) var hits = 0
    package private(set) var misses = 0

    /// - Parameter keepsTimes: whether times in answers stay as they were recorded; else they move with the live clock.
    package init(_ document: HARDocument, rules: MatchRules = .standard, pace: Pace = .clock, keepsTimes: Bool = false)
    {
        timeline = Timeline(document)
        self.pace = pace
        self.keepsTimes = keepsTimes
        times = RunTimes(timeline)
        index = MatchIndex(timeline, rules)
        var changes: [RecordedOrder.Change] = []
        for rank in 0..<timeline.count {
            let entry = timeline.outline(rank)
            guard entry.isAnswered, !Self.isRead(entry.method) else { continue }
            let path = RequestPath(URLParts(entry.url))
            if document.isRead(entry, path) { continue }
            // Whoever holds a lease renews it as often as it takes; nothing that others read changes by it.
            if path.segments.last == "lease" { continue }
            changes.append(RecordedOrder.Change(rank: rank, path: path, isCreation: entry.method == "POST"))
        }
        order = RecordedOrder(timeline, changes)
    }

    /// How many entries can be asked for: those with an answer.
    package var count: Int { index.count }

    /// The entries that were never given, counted from 1, rising.
    package var unused: [Int] {
        (0..<timeline.count).filter { timeline.outline($0).isAnswered && !order.wasGiven($0) }
            .map(timeline.number).sorted()
    }

    /// Answers a request.
    /// - Throws: ``Miss`` when nothing recorded answers it, ``RecordingDamage`` when what answers cannot be decoded.
    package mutating func answer(_ request: RecordedRequest, at moment: Moment) throws -> ReplayAnswer {
        if let answer = try recorded(request, at: moment) { return answer }
        throw try nearest(request)
    }

    /// The same on a clock that runs.
    /// - Parameter now: milliseconds of Unix time.
    package mutating func answer(_ request: RecordedRequest, now: Int64) throws -> ReplayAnswer {
        try answer(request, at: Moment(now))
    }

    /// The answer to a request, nil when the recording has none. What it lacks is not looked for: that takes time.
    /// - Throws: when what answers cannot be decoded.
    package mutating func recorded(
        _ request: RecordedRequest, at moment: Moment
    ) throws(RecordingDamage) -> ReplayAnswer? {
        let found = try index.find(request, binding) { variant, number in
            (progress[number]?.last ?? -1) < (variant.entries.last ?? -1)
        }
        guard let (variant, binding) = found else {
            misses += 1
            return nil
        }
        self.binding = binding
        hits += 1
        return try render(choose(variant, moment), moment.now)
    }

    /// What comes nearest to a request that has no answer.
    package mutating func nearest(_ request: RecordedRequest) throws(RecordingDamage) -> Miss {
        try index.nearest(request, binding)
    }

    /// Goes over what another service answered to a request that the recording has too, so that later answers speak of
    /// its ids: what a spy falls through to.
    package mutating func learn(_ request: RecordedRequest, _ response: RecordedResponse) throws {
        guard let (variant, binding) = try index.find(request, binding, isFresh: { _, _ in true }) else { return }
        self.binding = binding
        self.binding.learn(
            recorded: try timeline.interaction(index.variants[variant].entries[0]).response, live: response)
    }

    static func isRead(_ method: String) -> Bool { ["GET", "HEAD", "OPTIONS"].contains(method) }

    // MARK: - Which of the answers

    private mutating func choose(_ number: Int, _ moment: Moment) -> Int {
        let variant = index.variants[number]
        var state = progress[number] ?? Progress()
        let chosen =
            variant.isRead
            ? read(variant, number, &state, moment)
            : variant.entries[min(variant.entries.firstIndex(after: state.last), variant.entries.count - 1)]
        state.last = max(state.last, chosen)
        progress[number] = state
        order.give(chosen, variant: number, variant.path)
        return chosen
    }

    private mutating func read(
        _ variant: MatchIndex.Variant, _ number: Int, _ state: inout Progress, _ moment: Moment
    ) -> Int {
        let entries = variant.entries
        guard entries.count > 1 else { return entries[0] }
        let bounds = order.bounds(variant.path, variant: number, last: state.last)
        let end = entries.firstIndex(after: bounds.before - 1)
        guard end > 0 else { return entries[0] }
        var start = entries.firstIndex(after: bounds.after)
        guard start < end else { return entries[end - 1] }
        let renewed = entries.firstIndex(after: order.lastRemoteChange(variant.path))
        if renewed < end { start = max(start, renewed) }
        let first = entries[start]
        if state.stretch != first {
            state.stretch = first
            state.began = moment.now
        }
        guard state.last >= first else { return first }
        let here = min(max(start, entries.firstIndex(after: state.last) - 1), end - 1)
        let byCount = min(here + 1, end - 1)
        guard pace == .clock else { return entries[byCount] }
        let elapsed = Duration.milliseconds(moment.now - state.began)
        let late = entries[start..<end].firstIndex { timeline.duration(from: first, to: $0) > elapsed }
        return entries[max((late ?? end) - 1, moment.runs ? here : byCount)]
    }

    // MARK: - In the words of the run

    private mutating func render(_ rank: Int, _ now: Int64) throws(RecordingDamage) -> ReplayAnswer {
        let answer: RecordedAnswer
        if let known = answers[rank] {
            answer = known
        } else {
            let interaction = try timeline.interaction(rank)
            answer = RecordedAnswer(interaction, course: try course(of: interaction, rank))
            answers[rank] = answer
            // From here on the client knows these by their recorded text: no other may take their place.
            for identifier in answer.identifiers where binding.isFree(recorded: identifier, live: identifier) {
                binding.bind(recorded: identifier, live: identifier)
            }
        }
        if !keepsTimes { times.note(recorded: timeline.milliseconds(rank), live: now) }
        let version = binding.version + times.version
        if let live = rendered[rank], live.version == version { return live.answer }
        let live = answer.live(timeline.number(rank), binding, keepsTimes ? nil : times)
        rendered[rank] = (live, version)
        return live
    }

    /// How a stream ran; nil for a body that came at once. What is asked of an app while one listens to it may be what
    /// one hears of.
    private func course(of interaction: Interaction, _ stream: Int) throws(RecordingDamage) -> StreamCourse? {
        guard interaction.isStream else { return nil }
        var suspects: [StreamCourse.Suspect] = []
        let path = RequestPath(URLParts(interaction.request.url))
        if path.segments.first == "@app", Self.isRead(interaction.request.method) {
            let end = interaction.response.pieces.last?.offset ?? .zero
            for rank in timeline.ranks(during: stream, until: end) {
                let entry = timeline.outline(rank)
                let other = RequestPath(URLParts(entry.url))
                guard entry.isAnswered, !Self.isRead(entry.method), other.segments.first == "@app",
                    other.app == path.app
                else { continue }
                suspects.append(
                    StreamCourse.Suspect(rank, timeline.number(rank), try timeline.interaction(rank).request))
            }
        }
        return StreamCourse(interaction, stream, timeline, suspects: suspects)
    }
}

extension [Int] {
    /// Where the first element above a value stands in a rising list; the list's end when there is none.
    func firstIndex(after value: Int) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self[middle] > value { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

extension HARDocument {
    /// Whether the request of an entry changes nothing.
    func isRead(_ entry: EntryOutline, _ path: RequestPath) -> Bool {
        Replay.isRead(entry.method) || (path.isGraphQL && !isMutation(entry))
    }

    /// Whether the request of an entry is a GraphQL mutation: whether the word stands where an operation begins.
    private func isMutation(_ entry: EntryOutline) -> Bool {
        let slice = bytes[entry.range]
        let word = Array("mutation".utf8)
        var rest = slice[..<(slice.firstOccurrence(of: Array("\"response\"".utf8)) ?? slice.endIndex)]
        while let start = rest.firstOccurrence(of: word) {
            rest = rest[(start + word.count)...]
            // Behind a quote, a blank or an escaped line end; before a name, variables or a selection.
            let isOpen = bytes[start - 1] == 0x22 || bytes[start - 1] == 0x20 || bytes[start - 1] == UInt8(ascii: "n")
            if isOpen, let next = rest.first, [0x20, 0x28, 0x7B].contains(next) { return true }
        }
        return false
    }
}
