import OrderedJSON

/// The walk over two JSON values.
struct ResponseWalk {
    let binding: Binding
    let ignoredFields: Set<String>
    var found: [Difference] = []
    /// In bodies of several lines, counted from 1.
    var line: Int?

    init(binding: Binding, ignoredFields: Set<String>) {
        self.binding = binding
        self.ignoredFields = ignoredFields
    }

    mutating func compare(_ recorded: JSON, _ live: JSON, _ path: [JSONStep]) {
        switch (recorded, live) {
        case (.object(let left), .object(let right)):
            for member in left where !ignoredFields.contains(member.key) {
                let deeper = path + [.key(member.key)]
                if let other = right[member.key] {
                    compare(member.value, other, deeper)
                } else {
                    found.append(
                        Difference(.missing, place: place(deeper), recorded: Self.short(member.value.text), live: nil))
                }
            }
            for member in right where left[member.key] == nil && !ignoredFields.contains(member.key) {
                found.append(
                    Difference(
                        .extra, place: place(path + [.key(member.key)]), recorded: nil,
                        live: Self.short(member.value.text)))
            }
        case (.array(let left), .array(let right)):
            for (index, pair) in zip(left, right).enumerated() { compare(pair.0, pair.1, path + [.index(index)]) }
            for index in min(left.count, right.count)..<max(left.count, right.count) {
                let isMissing = index < left.count
                let text = Self.short(isMissing ? left[index].text : right[index].text)
                let place = place(path + [.index(index)])
                found.append(
                    Difference(
                        isMissing ? .missing : .extra, place: place, recorded: isMissing ? text : nil,
                        live: isMissing ? nil : text))
            }
        case (.string(let left), .string(let right)):
            if !isSame(left, right, key: path.lastKey) { add(recorded, live, path) }
        case (.number(let left), .number(let right)):
            let isTime = TimeKeys.isEpoch(path.lastKey) && left.double > 1e9 && right.double > 1e9
            if left != right, left.double != right.double, !isTime { add(recorded, live, path) }
        default:
            if recorded != live { add(recorded, live, path) }
        }
    }

    /// Whether two texts say the same once names, ids, addresses and times are normalised.
    func isSame(_ recorded: String, _ live: String, key: String?) -> Bool {
        if recorded == live || binding.live(for: recorded) == live { return true }
        let left = Array(recorded.utf8)
        let right = Array(live.utf8)
        if let one = WireTime(rfc3339: left), let other = WireTime(rfc3339: right) {
            // The zero time says "never", which no other time does.
            return (one.milliseconds < 0) == (other.milliseconds < 0) && one.fractionDigits == other.fractionDigits
        }
        if SecretKind.isPlaceholder(left) { return true }
        if let shape = KnownShape(left[...]), shape == KnownShape(right[...]) {
            return binding.live(for: recorded) == nil
        }
        if IPAddressText.isAddress(left), IPAddressText.isAddress(right) {
            return left.contains(0x3A) == right.contains(0x3A)
        }
        return Self.mask(Translation.toLive(binding).value(recorded, key: key)) == Self.mask(live)
    }

    /// The text with a mark for every id and time in it, so that "machine 4d89… not found" equals its like.
    private static func mask(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var copied = 0
        for range in Translation.tokens(in: bytes) where KnownShape.isIdentifier(bytes[range]) {
            result += bytes[copied..<range.lowerBound]
            result += "<id>".utf8
            copied = range.upperBound
        }
        return String(decoding: result + bytes[copied...], as: UTF8.self)
    }

    private mutating func add(_ recorded: JSON, _ live: JSON, _ path: [JSONStep]) {
        found.append(
            Difference(.body, place: place(path), recorded: Self.short(recorded.text), live: Self.short(live.text)))
    }

    private func place(_ path: [JSONStep]) -> String { "body \(line.map { "line \($0) " } ?? "")\(path.jsonPath)" }

    static func short(_ text: String) -> String { text.count <= 120 ? text : text.prefix(117) + "..." }
}
