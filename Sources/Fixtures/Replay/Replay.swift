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
        /// The clock of the live run, at the recording's speed.
        case clock
        /// Each request, by one.
        case count
    }

    private struct Progress {
        /// The last position given, -1 for none.
        var last = -1
        /// The first answer of the stretch a reader is in, and when the live run got it.
        var stretch = -1
        var began: Int64 = 0
    }

    private var index: MatchIndex
    private var order: RecordedOrder
    private var progress: [Int: Progress] = [:]
    private var answers: [Int: RecordedAnswer] = [:]
    private let document: HARDocument
    private let pace: Pace
    private let keepsTimes: Bool
    /// Milliseconds that the live run is later than the recording; set by the first answer.
    private var shift: Int64?

    /// What the recording's names and ids stand for by now.
    package private(set) var binding = Binding()
    /// How many requests were answered, and how many were not.
    package private(set) var hits = 0
    package private(set) var misses = 0

    /// - Parameter keepsTimes: whether times in answers stay as they were recorded; else they move with the live clock.
    package init(_ document: HARDocument, rules: MatchRules = .standard, pace: Pace = .clock, keepsTimes: Bool = false)
    {
        self.document = document
        self.pace = pace
        self.keepsTimes = keepsTimes
        index = MatchIndex(document, rules)
        var changes: [(entry: Int, path: RequestPath)] = []
        for (position, entry) in document.entries.enumerated() where entry.status > 0 && !Self.isRead(entry.method) {
            let path = RequestPath(URLParts(entry.url))
            if path.isGraphQL, !document.isMutation(entry) { continue }
            // Whoever holds a lease renews it as often as it takes; nothing that others read changes by it.
            if path.segments.last != "lease" { changes.append((position, path)) }
        }
        order = RecordedOrder(count: document.entries.count, changes: changes)
    }

    /// Answers a request.
    /// - Parameter now: the live run's clock, milliseconds of Unix time.
    /// - Throws: ``Miss`` when nothing recorded answers it, ``RecordingDamage`` when what answers cannot be decoded.
    package mutating func answer(_ request: RecordedRequest, now: Int64) throws -> ReplayAnswer {
        let found = try index.find(request, binding) { variant, number in
            (progress[number]?.last ?? -1) < (variant.entries.last ?? -1)
        }
        guard let (variant, binding) = found else {
            misses += 1
            throw try index.nearest(request, self.binding)
        }
        self.binding = binding
        hits += 1
        return try render(choose(variant, now), now)
    }

    /// Goes over what another service answered to a request that the recording has too, so that later answers speak of
    /// its ids: what a spy falls through to.
    package mutating func learn(_ request: RecordedRequest, _ response: RecordedResponse) throws {
        guard let (variant, binding) = try index.find(request, binding, isFresh: { _, _ in true }) else { return }
        self.binding = binding
        self.binding.learn(
            recorded: try document.interaction(at: index.variants[variant].entries[0]).response, live: response)
    }

    private static func isRead(_ method: String) -> Bool { ["GET", "HEAD", "OPTIONS"].contains(method) }

    private mutating func choose(_ number: Int, _ now: Int64) -> Int {
        let variant = index.variants[number]
        var state = progress[number] ?? Progress()
        let entry = document.entries[variant.entries[0]]
        let isRead = Self.isRead(entry.method) || (variant.path.isGraphQL && !document.isMutation(entry))
        let chosen =
            isRead
            ? read(variant, number, &state, now)
            : variant.entries.first { $0 > state.last } ?? variant.entries[variant.entries.count - 1]
        state.last = max(state.last, chosen)
        progress[number] = state
        order.give(chosen, variant: number, variant.path)
        return chosen
    }

    private mutating func read(
        _ variant: MatchIndex.Variant, _ number: Int, _ state: inout Progress, _ now: Int64
    ) -> Int {
        guard variant.entries.count > 1 else { return variant.entries[0] }
        let bounds = order.bounds(variant.path, variant: number, last: state.last)
        let open = variant.entries.filter { $0 > bounds.after && $0 < bounds.before }
        guard let first = open.first else { return variant.entries.last { $0 < bounds.before } ?? variant.entries[0] }
        if state.stretch != first {
            state.stretch = first
            state.began = now
        }
        guard state.last >= first else { return first }
        switch pace {
        case .count: return open.first { $0 > state.last } ?? open[open.count - 1]
        case .clock:
            let begin = document.started(first)
            let reached = open.last { document.started($0) - begin <= now - state.began } ?? first
            return max(reached, open.last { $0 <= state.last } ?? first)
        }
    }

    private mutating func render(_ entry: Int, _ now: Int64) throws(RecordingDamage) -> ReplayAnswer {
        let answer: RecordedAnswer
        if let known = answers[entry] {
            answer = known
        } else {
            answer = RecordedAnswer(try document.interaction(at: entry))
            answers[entry] = answer
            // From here on the client knows these by their recorded text: no other may take their place.
            for identifier in answer.identifiers where binding.isFree(recorded: identifier, live: identifier) {
                binding.bind(recorded: identifier, live: identifier)
            }
        }
        if shift == nil { shift = keepsTimes || answer.startedAt == 0 ? 0 : now - answer.startedAt }
        return answer.live(entry + 1, binding, shift: shift ?? 0)
    }
}

extension HARDocument {
    /// When an entry began, milliseconds of Unix time; 0 when its text is no time.
    fileprivate func started(_ entry: Int) -> Int64 {
        WireTime(rfc3339: entries[entry].startedAt.utf8)?.milliseconds ?? 0
    }

    /// Whether the request of an entry is a GraphQL mutation: whether the word stands where an operation begins.
    fileprivate func isMutation(_ entry: EntryOutline) -> Bool {
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
