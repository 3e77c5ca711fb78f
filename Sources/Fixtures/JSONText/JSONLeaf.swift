/// A string or number within JSON text and the key it stands under, found without building anything.
struct JSONLeaf {
    /// Within the text; without the quotes for a string.
    let range: Range<Int>
    /// The nearest key around the value; nil for a key itself and for a value outside all objects.
    let key: Range<Int>?
    let isString: Bool

    /// Every string, number and key of one JSON value.
    /// - Returns: nil when the range holds no whole JSON value.
    static func all(in bytes: [UInt8], range: Range<Int>) -> [JSONLeaf]? {
        bytes.withUnsafeBytes { buffer in
            let slice = UnsafeRawBufferPointer(rebasing: buffer[..<range.upperBound])
            guard var cursor = JSONCursor(slice, from: range.lowerBound) else { return nil }
            var found: [JSONLeaf] = []
            cursor.skipWhitespace()
            // Any damage means the same here.
            guard (try? walk(&cursor, key: nil, depth: 0, &found)) != nil else { return nil }
            cursor.skipWhitespace()
            return cursor.position == range.upperBound ? found : nil
        }
    }

    private static func walk(
        _ cursor: inout JSONCursor, key: Range<Int>?, depth: Int, _ found: inout [JSONLeaf]
    ) throws(JSONDamage) {
        guard depth < 500 else { throw cursor.damage() }
        switch cursor.peek {
        case UInt8(ascii: "{"):
            guard try cursor.open(UInt8(ascii: "{"), close: UInt8(ascii: "}")) else { return }
            repeat {
                let member = try cursor.key()
                found.append(JSONLeaf(range: member, key: nil, isString: true))
                try walk(&cursor, key: member, depth: depth + 1, &found)
            } while try cursor.another(before: UInt8(ascii: "}"))
        case UInt8(ascii: "["):
            guard try cursor.open(UInt8(ascii: "["), close: UInt8(ascii: "]")) else { return }
            repeat {
                try walk(&cursor, key: key, depth: depth + 1, &found)
            } while try cursor.another(before: UInt8(ascii: "]"))
        case UInt8(ascii: "\""):
            let quoted = try cursor.string()
            found.append(JSONLeaf(range: quoted.lowerBound + 1..<quoted.upperBound - 1, key: key, isString: true))
        case let first:
            let range = try cursor.value()
            if first == UInt8(ascii: "-") || first.isASCIIDigit {
                found.append(JSONLeaf(range: range, key: key, isString: false))
            }
        }
    }
}
