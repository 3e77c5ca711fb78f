import OrderedJSON

/// The walk over two JSON values.
struct ResponseWalk {
    private let binding: Binding
    private let ignored: IgnoredPlaces
    private let mask: RunMask
    private(set) var found: [Difference] = []
    /// In bodies of several lines, counted from 1.
    var line: Int?

    init(binding: Binding, ignored: IgnoredPlaces) {
        self.binding = binding
        self.ignored = ignored
        mask = RunMask(binding)
    }

    mutating func compare(_ recorded: JSON, _ live: JSON, _ path: [JSONStep]) {
        guard !ignored.contains(path) else { return }
        switch (recorded, live) {
        case (.object(let left), .object(let right)): compare(left, right, path)
        case (.array(let left), .array(let right)):
            let pairs = binding.paired(left, right)
            for (index, pair) in pairs.enumerated() {
                switch pair {
                case (let one?, let other?): compare(one, other, path + [.index(index)])
                case (let one, let other): add(only: one, other, path + [.index(index)])
                }
            }
        case (.string(let left), .string(let right)):
            if !isSame(left, right, key: path.lastKey) { add(recorded, live, path) }
        case (.number(let left), .number(let right)):
            let isSame = left == right || left.double == right.double || RunKeys.contains(path.lastKey)
            if !isSame, !Self.areTimes(left.double, right.double, path.lastKey) { add(recorded, live, path) }
        case (.string(let left), .number):
            // A number that was a secret became a text.
            if !SecretKind.isPlaceholder(left.utf8) { add(recorded, live, path) }
        default:
            if recorded != live { add(recorded, live, path) }
        }
    }

    private mutating func compare(_ recorded: JSONObject, _ live: JSONObject, _ path: [JSONStep]) {
        var met: Set<String> = []
        for member in recorded {
            // A key may be an identifier itself.
            let key = live[member.key] == nil ? binding.live(for: member.key) ?? member.key : member.key
            met.insert(key)
            let deeper = path + [.key(member.key)]
            if let other = live[key] {
                compare(member.value, other, deeper)
            } else {
                add(only: member.value, nil, deeper)
            }
        }
        for member in live where !met.contains(member.key) { add(only: nil, member.value, path + [.key(member.key)]) }
    }

    /// Unix times: in seconds where the key says so, in smaller units, whose numbers nothing else reaches, anywhere.
    private static func areTimes(_ left: Double, _ right: Double, _ key: String?) -> Bool {
        if TimeKeys.isEpoch(key), left > 1e9, right > 1e9 { return true }
        return [1e3, 1e6, 1e9].contains { unit in
            let range = 1.4e9 * unit..<4e9 * unit
            return range.contains(left) && range.contains(right)
        }
    }

    /// Whether two texts say the same once names, ids, addresses and times are normalised.
    func isSame(_ recorded: String, _ live: String, key: String?) -> Bool {
        if recorded == live || binding.live(for: recorded) == live { return true }
        let left = Array(recorded.utf8)
        let right = Array(live.utf8)
        if let one = WireTime(rfc3339: left), let other = WireTime(rfc3339: right) {
            // The zero time says "never", which no other time does. Go leaves out zeros at a fraction's end.
            return (one.milliseconds < 0) == (other.milliseconds < 0)
                && (one.fractionDigits > 0) == (other.fractionDigits > 0)
        }
        if SecretKind.isPlaceholder(left) { return true }
        if RunKeys.contains(key) { return recorded.isEmpty == live.isEmpty }
        if let shape = KnownShape(left[...]), shape == KnownShape(right[...]) {
            return binding.live(for: recorded) == nil
        }
        if IPAddressText.isAddress(left), IPAddressText.isAddress(right) {
            return left.contains(0x3A) == right.contains(0x3A)
        }
        let translated = Translation.toLive(binding).value(recorded, key: key)
        if RunKeys.areSameHosts(translated, live, key: key) || RunKeys.areNumbers(recorded, live, key: key) {
            return true
        }
        return mask.isSame(translated, live)
    }

    private mutating func add(_ recorded: JSON, _ live: JSON, _ path: [JSONStep]) {
        found.append(
            Difference(
                .body, place: place(path), recorded: Self.short(recorded.text), live: Self.shown(live, at: path)))
    }

    /// A place that only one side has.
    private mutating func add(only recorded: JSON?, _ live: JSON?, _ path: [JSONStep]) {
        guard !ignored.contains(path) else { return }
        found.append(
            Difference(
                recorded == nil ? .extra : .missing, place: place(path), recorded: recorded.map { Self.short($0.text) },
                live: live.map { Self.shown($0, at: path) }))
    }

    mutating func add(_ recorded: ResponseLines.Line, _ live: ResponseLines.Line) {
        let place = "body line \(recorded.number)"
        found.append(
            Difference(.body, place: place, recorded: Self.short(recorded.text), live: Self.short(live.text)))
    }

    /// A line that only one side has.
    mutating func add(only recorded: ResponseLines.Line?, _ live: ResponseLines.Line?) {
        found.append(
            Difference(
                recorded == nil ? .extra : .missing, place: "body line \(recorded?.number ?? live?.number ?? 0)",
                recorded: recorded.map { Self.short($0.text) }, live: live.map { Self.short($0.text) }))
    }

    private func place(_ path: [JSONStep]) -> String { "body \(line.map { "line \($0) " } ?? "")\(path.jsonPath)" }

    /// A live value as a report may show it: what is secret by its name is not shown.
    private static func shown(_ live: JSON, at path: [JSONStep]) -> String {
        SensitiveNames.kind(of: path, SensitiveNames.Context()) == nil ? short(live.text) : "(a secret)"
    }

    static func short(_ text: String) -> String { text.count <= 120 ? text : text.prefix(117) + "..." }
}
