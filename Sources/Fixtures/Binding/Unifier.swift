import OrderedJSON

/// Decides whether a live request says the same as a recorded one when names, ids, nonces and times may differ, and what
/// that binds.
struct Unifier {
    private(set) var binding: Binding
    private let rules: MatchRules
    /// Where the two differ, for reports; unification goes on after the first only to gather these.
    private(set) var differences: [String] = []

    init(_ binding: Binding, _ rules: MatchRules) {
        self.binding = binding
        self.rules = rules
    }

    mutating func unify(_ recorded: RecordedRequest, _ live: RecordedRequest) {
        if recorded.method != live.method { differences.append("method") }
        path(RequestPath(URLParts(recorded.url)), RequestPath(URLParts(live.url)))
        parameters(URLParts(recorded.url).query, URLParts(live.url).query, "query")
        for name in rules.headers.sorted() {
            let matches = text(recorded.headers[name] ?? "", live.headers[name] ?? "", key: name)
            if !matches { differences.append("header \(name)") }
        }
        body(recorded.body, live.body)
    }

    /// Whether bodies speak of names of the API; in an app's own traffic a `name` may be anything, a tool's for one.
    private var hasNames = true

    private mutating func path(_ recorded: RequestPath, _ live: RequestPath) {
        hasNames = recorded.segments.first != "@app"
        guard recorded.segments.count == live.segments.count else {
            differences.append("path")
            return
        }
        for index in recorded.segments.indices {
            let isName = recorded.isName(index)
            let matches = text(recorded.segments[index], live.segments[index], key: isName ? "name" : nil)
            if !matches || (!isName && recorded.segments[index] != live.segments[index]) {
                differences.append("path segment \(index + 1)")
            }
        }
    }

    private mutating func parameters(_ recorded: [URLParts.Parameter], _ live: [URLParts.Parameter], _ place: String) {
        let names = Set((recorded + live).map(\.name)).subtracting(rules.ignoredQuery)
        for name in names.sorted() {
            let left = recorded.filter { $0.name == name }.map(\.value)
            let right = live.filter { $0.name == name }.map(\.value)
            var matches = left.count == right.count
            for (one, other) in zip(left, right) where !text(one, other, key: name) { matches = false }
            if !matches { differences.append("\(place) \(name)") }
        }
    }

    private mutating func body(_ recorded: RecordedBody?, _ live: RecordedBody?) {
        let left = recorded?.bytes ?? []
        let right = live?.bytes ?? []
        switch rules.body {
        case .ignored: return
        case .exact:
            if left != right { differences.append("body") }
        case .normalised:
            if let one = JSONBody(left), let other = JSONBody(right), let pairs = one.paired(with: other) {
                for (index, pair) in pairs.enumerated() {
                    line = pairs.count > 1 ? index + 1 : nil
                    json(pair.0, pair.1, [])
                }
            } else if recorded?.mimeType.asciiLowercased.hasPrefix("application/x-www-form-urlencoded") == true {
                parameters(
                    URLParts.parameters(String(decoding: left, as: UTF8.self)),
                    URLParts.parameters(String(decoding: right, as: UTF8.self)), "body")
            } else if !text(String(decoding: left, as: UTF8.self), String(decoding: right, as: UTF8.self), key: nil) {
                differences.append("body")
            }
        }
    }

    /// In a body of several lines, counted from 1.
    private var line: Int?

    private func place(_ path: [JSONStep]) -> String { "body \(line.map { "line \($0) " } ?? "")\(path.jsonPath)" }

    private mutating func json(_ recorded: JSON, _ live: JSON, _ path: [JSONStep]) {
        switch (recorded, live) {
        case (.object(let left), .object(let right)):
            let keys = left.keys + right.keys.filter { left[$0] == nil }
            for key in keys where !rules.ignoredFields.contains(key) {
                json(left[key] ?? .null, right[key] ?? .null, path + [.key(key)])
            }
        case (.array(let left), .array(let right)) where left.count == right.count:
            for (index, pair) in zip(left, right).enumerated() { json(pair.0, pair.1, path + [.index(index)]) }
        case (.string(let left), .string(let right)):
            let isQuery = path.lastKey == "query" && left.contains("{") && right.contains("{")
            let matches = isQuery ? graphQL(left, right) : text(left, right, key: hasNames ? path.lastKey : nil)
            if !matches { differences.append(place(path)) }
        case (.number(let left), .number(let right)):
            let isTime = TimeKeys.isEpoch(path.lastKey)
            if left != right, left.double != right.double, !isTime { differences.append(place(path)) }
        case (.string(let left), .number):
            // A number that was a secret became a text.
            if !SecretKind.isPlaceholder(left.utf8) { differences.append(place(path)) }
        default:
            if recorded != live { differences.append(place(path)) }
        }
    }

    private mutating func graphQL(_ recorded: String, _ live: String) -> Bool {
        let left = GraphQLText(recorded)
        let right = GraphQLText(live)
        guard left.skeleton == right.skeleton else { return false }
        for (one, other) in zip(left.literals, right.literals) where !text(one.value, other.value, key: one.name) {
            return false
        }
        return true
    }

    /// Two texts in the same place.
    mutating func text(_ recorded: String, _ live: String, key: String?) -> Bool {
        let isName = NameKeys.contains(key)
        if let bound = binding.live(for: recorded) {
            if bound == live { return true }
            if !SecretKind.isPlaceholder(recorded.utf8) {
                return !isName && recorded == live && !Translation.isOwn(Array(recorded.utf8)[...])
            }
        } else if recorded == live {
            if isName, binding.isFree(recorded: recorded, live: live) { binding.bind(recorded: recorded, live: live) }
            return binding.recordedName(for: live) == nil || binding.recordedName(for: live) == recorded
        }
        if SecretKind.isPlaceholder(recorded.utf8) {
            binding.bind(recorded: recorded, live: live)
            return true
        }
        let left = Array(recorded.utf8)
        let right = Array(live.utf8)
        if let one = WireTime(rfc3339: left), let other = WireTime(rfc3339: right) {
            return one.milliseconds != 0 || other.milliseconds == 0
        }
        let shape = KnownShape(left[...])
        if isName || (shape != nil && shape == KnownShape(right[...])) || VersionText.areAlike(left[...], right[...]) {
            guard binding.isFree(recorded: recorded, live: live), !recorded.isEmpty, !live.isEmpty else { return false }
            binding.bind(recorded: recorded, live: live)
            return true
        }
        return tokens(left, right)
    }

    /// Texts in which names and ids stand among other words.
    private mutating func tokens(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        let ones = Translation.tokens(in: left)
        let others = Translation.tokens(in: right)
        guard ones.count == others.count, ones.count > 1 || ones.first != 0..<left.count else { return false }
        var leftEnd = 0
        var rightEnd = 0
        for (one, other) in zip(ones, others) {
            guard left[leftEnd..<one.lowerBound] == right[rightEnd..<other.lowerBound] else { return false }
            leftEnd = one.upperBound
            rightEnd = other.upperBound
            let word = String(decoding: left[one], as: UTF8.self)
            let liveWord = String(decoding: right[other], as: UTF8.self)
            if binding.live(for: word) == liveWord || word == liveWord { continue }
            if SecretKind.isPlaceholder(left[one]) { continue }
            let shape = KnownShape(left[one])
            guard (shape != nil && shape == KnownShape(right[other])) || VersionText.areAlike(left[one], right[other]),
                binding.isFree(recorded: word, live: liveWord)
            else { return false }
            binding.bind(recorded: word, live: liveWord)
        }
        return left[leftEnd...] == right[rightEnd...]
    }
}
