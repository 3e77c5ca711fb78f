/// A recorded body with the places in it that may read otherwise in a live run: names, ids and times. Found once, filled
/// in as often as it is answered with.
struct BodyTemplate {
    private enum Slot {
        /// A value, unescaped, and the key it stands under.
        case value(String, key: String?)
        case time(WireTime)
        case milliseconds(Int64)
        case seconds(Int64)
    }

    private let bytes: [UInt8]
    private let slots: [(range: Range<Int>, slot: Slot, isJSON: Bool)]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        var slots: [(range: Range<Int>, slot: Slot, isJSON: Bool)] = []
        var start = 0
        if let leaves = JSONLeaf.all(in: bytes, range: 0..<bytes.count) {
            slots = Self.slots(bytes, leaves)
        } else {
            while start < bytes.count {
                let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
                if let json = RedactionPass.jsonStart(bytes, start..<end),
                    let leaves = JSONLeaf.all(in: bytes, range: json..<end)
                {
                    slots += Self.slots(bytes, leaves)
                } else if start < end {
                    slots.append(
                        (start..<end, .value(String(decoding: bytes[start..<end], as: UTF8.self), key: nil), false))
                }
                start = end + 1
            }
        }
        self.slots = slots
    }

    private static func slots(_ bytes: [UInt8], _ leaves: [JSONLeaf]) -> [(range: Range<Int>, slot: Slot, isJSON: Bool)]
    {
        leaves.compactMap { leaf in
            let raw = bytes[leaf.range]
            func key() -> String? { leaf.key.map { String(decoding: bytes[$0], as: UTF8.self) } }
            guard leaf.isString else {
                // Times have ten or thirteen digits.
                return raw.count < 10 ? nil : epoch(bytes, leaf.range, key()).map { (leaf.range, $0, true) }
            }
            if raw.count >= 20, let time = WireTime(rfc3339: raw) { return (leaf.range, .time(time), true) }
            // A key or a text without digit and dash holds no identifier, and no name that is its own.
            let isPlain = !raw.contains { $0.isASCIIDigit || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }
            if isPlain && leaf.key == nil { return nil }
            let name = key()
            if isPlain && !NameKeys.contains(name) { return nil }
            let text = JSONSlice.unescaped(raw)
            let isOpen =
                NameKeys.contains(name) || IPAddressText.isAddress(text)
                || Translation.tokens(in: text).contains {
                    Translation.isOwn(text[$0]) || Translation.isApp(text, $0)
                }
            return isOpen ? (leaf.range, .value(String(decoding: text, as: UTF8.self), key: name), true) : nil
        }
    }

    private static func epoch(_ bytes: [UInt8], _ range: Range<Int>, _ key: String?) -> Slot? {
        guard TimeKeys.isEpoch(key), let number = Int64(String(decoding: bytes[range], as: UTF8.self)) else {
            return nil
        }
        if (1_400_000_000_000..<4_000_000_000_000).contains(number) { return .milliseconds(number) }
        return (1_400_000_000..<4_000_000_000).contains(number) ? .seconds(number) : nil
    }

    /// The identifiers that stand in the body as whole values.
    var identifiers: [String] {
        slots.compactMap { slot in
            guard case .value(let text, _) = slot.slot, KnownShape.isIdentifier(Array(text.utf8)[...]) else {
                return nil
            }
            return text
        }
    }

    /// The body in the words of the live run.
    /// - Parameters:
    ///   - translation: nil where names and ids stay.
    ///   - times: how much later times are; nil where they stay.
    func filled(_ translation: Translation?, _ times: RunTimes?) -> (bytes: [UInt8], edits: [Edit]) {
        var edits: [Edit] = []
        for (range, slot, isJSON) in slots {
            let replacement: [UInt8]
            switch slot {
            case .value(let text, let key):
                guard let other = translation?.value(text, key: key), other != text else { continue }
                let utf8 = Array(other.utf8)
                replacement = isJSON ? Array(JSONLayout.quoted(utf8).dropFirst().dropLast()) : utf8
            case .time(let time):
                guard let shift = times?.shift(of: time.milliseconds), shift != 0, time.milliseconds > 0 else {
                    continue
                }
                replacement = Array(
                    WireTime(milliseconds: time.milliseconds + shift, fractionDigits: time.fractionDigits).text.utf8)
            case .milliseconds(let value):
                guard let shift = times?.shift(of: value), shift != 0 else { continue }
                replacement = Array(String(value + shift).utf8)
            case .seconds(let value):
                guard let shift = times?.shift(of: value * 1000), shift != 0 else { continue }
                replacement = Array(String(value + shift / 1000).utf8)
            }
            edits.append(Edit(range: range, replacement: replacement, kind: .secret, place: ""))
        }
        return (edits.applied(to: bytes), edits)
    }
}
