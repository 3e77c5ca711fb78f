/// The requests of a recording, to be found by a live one.
///
/// What is asked again and again is found by two look-ups, in the words of the recording; only the first request with a
/// name that is new goes through those of the same shape.
struct MatchIndex {
    /// Requests that say the same; what they were answered with one after another.
    struct Variant {
        let request: RecordedRequest
        let path: RequestPath
        /// Whether it changes nothing.
        let isRead: Bool
        /// Ranks, rising.
        var entries: [Int]
    }

    /// Requests with the same method, path and query. Bodies are told apart when the first request asks.
    private struct Bucket {
        var entries: [Int]
        /// By canonical body; nil until asked for.
        var variants: [[UInt8]: Int]?
        /// The same in their order.
        var ordered: Range<Int> = 0..<0
        let path: RequestPath
        let shape: String
    }

    /// A live request as it came, where no header counts.
    private struct Question: Hashable {
        let method: String
        let url: String
        let body: [UInt8]
    }

    private(set) var variants: [Variant] = []
    /// What was found before, with the binding of that time.
    private var known: [Question: (variant: Int, version: Int)] = [:]
    private static let mostKnown = 10_000
    /// The variants whose own names were bound to themselves.
    private var confirmed: Set<Int> = []
    private var buckets: [Bucket] = []
    private var byLine: [String: Int] = [:]
    private var byShape: [String: [Int]] = [:]
    private let timeline: Timeline
    private let rules: MatchRules
    /// How many entries can be found.
    private(set) var count = 0

    init(_ timeline: Timeline, _ rules: MatchRules) {
        self.timeline = timeline
        self.rules = rules
        byLine.reserveCapacity(timeline.count)
        for index in 0..<timeline.count {
            let entry = timeline.outline(index)
            // Without an answer there is nothing to replay.
            guard entry.isAnswered else { continue }
            count += 1
            let url = URLParts(entry.url)
            let path = RequestPath(url)
            let line = CanonicalRequest.line(entry.method, path, url.query, rules)
            if let bucket = byLine[line] {
                buckets[bucket].entries.append(index)
            } else {
                byLine[line] = buckets.count
                let shape = entry.method + " " + path.shape
                byShape[shape, default: []].append(buckets.count)
                buckets.append(Bucket(entries: [index], path: path, shape: shape))
            }
        }
    }

    /// The variant a live request asks for, and the binding that makes it so.
    /// - Parameter isFresh: whether a variant has answers left that were not given yet; such a one is taken first.
    mutating func find(
        _ live: RecordedRequest, _ binding: Binding, isFresh: (Variant, Int) -> Bool
    ) throws(RecordingDamage) -> (variant: Int, binding: Binding)? {
        let question = Question(method: live.method, url: live.url, body: live.body?.bytes ?? [])
        if let found = known[question], found.version == binding.version { return (found.variant, binding) }
        let url = URLParts(live.url)
        let path = RequestPath(url)
        let translation: Translation? = binding.isIdentity ? nil : .toRecorded(binding)
        let line = CanonicalRequest.line(
            live.method, translated(path, translation), translated(url.query, translation), rules)
        if rules.headers.isEmpty, let bucket = byLine[line] {
            let body = CanonicalRequest.body(live.body?.bytes ?? [], rules, translation)
            if let variant = try variants(of: bucket)[body], isConsistent(variant, path, binding) {
                // The first time, what stands for itself is bound to itself, so that no other name takes its place.
                guard confirmed.insert(variant).inserted else {
                    if known.count >= Self.mostKnown { known = [:] }
                    known[question] = (variant, binding.version)
                    return (variant, binding)
                }
                var unifier = Unifier(binding, rules)
                unifier.unify(variants[variant].request, live)
                return (variant, unifier.differences.isEmpty ? unifier.binding : binding)
            }
        }
        var found: (variant: Int, binding: Binding)?
        for bucket in byShape[live.method + " " + path.shape] ?? []
        where isPossible(buckets[bucket].path, path, binding) {
            _ = try variants(of: bucket)
            for variant in buckets[bucket].ordered {
                var unifier = Unifier(binding, rules)
                unifier.unify(variants[variant].request, live)
                guard unifier.differences.isEmpty else { continue }
                if isFresh(variants[variant], variant) { return (variant, unifier.binding) }
                if found == nil { found = (variant, unifier.binding) }
            }
        }
        return found
    }

    /// Whether a path's names stand for themselves: one that is bound to another name is not meant by its own text.
    private func isConsistent(_ variant: Int, _ live: RequestPath, _ binding: Binding) -> Bool {
        guard !binding.isIdentity else { return true }
        return zip(variants[variant].path.segments, live.segments).allSatisfy { recorded, live in
            recorded != live || (binding.live(for: recorded) ?? live) == live
        }
    }

    /// Whether the names of a recorded path are bound to those of a live one, or free to be.
    private func isPossible(_ recorded: RequestPath, _ live: RequestPath, _ binding: Binding) -> Bool {
        zip(recorded.segments, live.segments).allSatisfy { one, other in
            binding.live(for: one) == other || SecretKind.isPlaceholder(one.utf8)
                || binding.isFree(recorded: one, live: other)
        }
    }

    private func translated(_ path: RequestPath, _ translation: Translation?) -> RequestPath {
        guard let translation else { return path }
        return RequestPath(
            segments: path.segments.enumerated().map { translation.value($1, key: path.isName($0) ? "name" : nil) })
    }

    private func translated(_ query: [URLParts.Parameter], _ translation: Translation?) -> [URLParts.Parameter] {
        guard let translation else { return query }
        return query.map { URLParts.Parameter(name: $0.name, value: translation.value($0.value, key: $0.name)) }
    }

    private mutating func variants(of bucket: Int) throws(RecordingDamage) -> [[UInt8]: Int] {
        if let known = buckets[bucket].variants { return known }
        var table: [[UInt8]: Int] = [:]
        var found: [Variant] = []
        let first = variants.count
        for entry in buckets[bucket].entries {
            let request = try timeline.interaction(entry).request
            let body = CanonicalRequest.body(request.body?.bytes ?? [], rules, nil)
            if let variant = table[body] {
                found[variant - first].entries.append(entry)
            } else {
                table[body] = first + found.count
                let path = RequestPath(URLParts(request.url))
                let isRead = timeline.document.isRead(timeline.outline(entry), path)
                found.append(Variant(request: request, path: path, isRead: isRead, entries: [entry]))
            }
        }
        variants += found
        buckets[bucket].variants = table
        buckets[bucket].ordered = first..<variants.count
        return table
    }

    /// The recorded request that comes nearest to one that has no answer.
    mutating func nearest(_ live: RecordedRequest, _ binding: Binding) throws(RecordingDamage) -> Miss {
        let path = RequestPath(URLParts(live.url))
        let shape = live.method + " " + path.shape
        let alike = byShape[shape] ?? []
        let candidates = alike.isEmpty ? Array(buckets.indices) : Array(alike.prefix(500))
        let ranked = candidates.map { index -> (score: Int, bucket: Int) in
            let bucket = buckets[index]
            let common = zip(path.segments, bucket.path.segments).prefix { $0 == $1 }.count
            let score =
                (bucket.shape == shape ? 0 : 1000) + (bucket.shape.hasPrefix(live.method + " ") ? 0 : 300)
                + 10 * abs(bucket.path.segments.count - path.segments.count) - common
            return (score, index)
        }.sorted { ($0.score, $0.bucket) < ($1.score, $1.bucket) }.prefix(20)
        var best: (count: Int, differences: [String], entry: Int)?
        for candidate in ranked {
            _ = try variants(of: candidate.bucket)
            for variant in buckets[candidate.bucket].ordered.prefix(20) {
                var unifier = Unifier(binding, rules)
                unifier.unify(variants[variant].request, live)
                // Another method at the same place is nearer than another place.
                let isElsewhere = unifier.differences.contains { $0.hasPrefix("path") }
                let count = unifier.differences.count + (candidate.score >= 1000 && isElsewhere ? 100 : 0)
                if count < best?.count ?? .max { best = (count, unifier.differences, variants[variant].entries[0]) }
            }
        }
        return Miss(
            method: live.method, path: URLParts(live.url).path,
            nearest: best.map {
                let entry = timeline.outline($0.entry)
                return Miss.Nearest(entry: timeline.number($0.entry), method: entry.method, url: entry.url)
            },
            differs: best?.differences ?? [])
    }
}
