/// Ids in the shape of the service's for things that have no id of their own here: mixed-case letters and digits, 31 of
/// them or more. Text goes in and can be read back, so an id means the same in every world.
enum NodeID {
    private static let length = 31
    /// The halves of a byte are told by letters, so that digits are only what fills up.
    private static let high = Array("QxnDLkVzJtPbYwRm".utf8)
    private static let low = Array("gKfZsBvNcXjHdTqW".utf8)

    /// The id that stands for `text`, which must not be empty.
    static func id(of text: String) -> String {
        var id: [UInt8] = []
        id.reserveCapacity(max(length, text.utf8.count * 2))
        for byte in text.utf8 {
            id.append(high[Int(byte >> 4)])
            id.append(low[Int(byte & 15)])
        }
        // FNV-1a of the text, for digits that look like nothing.
        var number = text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        while id.count < length {
            id.append(UInt8(ascii: "0") + UInt8(number % 10))
            number = number / 10 &+ number &* 0x9E37_79B9_7F4A_7C15
        }
        return String(decoding: id, as: UTF8.self)
    }

    /// The text an id stands for, nil for what is none of these ids.
    static func text(of id: String) -> String? {
        var letters = id.utf8.prefix { $0 > UInt8(ascii: "9") }
        var bytes: [UInt8] = []
        while let first = letters.popFirst() {
            guard let second = letters.popFirst(), let high = high.firstIndex(of: first),
                let low = low.firstIndex(of: second)
            else { return nil }
            bytes.append(UInt8(high << 4 | low))
        }
        let text = String(decoding: bytes, as: UTF8.self)
        return !text.isEmpty && self.id(of: text) == id ? text : nil
    }
}
