/// One step from a JSON value to what is inside it.
enum JSONStep: Hashable {
    case key(String)
    case index(Int)
}

extension [JSONStep] {
    /// JSONPath text: `$.data.items[3].name`.
    var jsonPath: String {
        reduce(into: "$") { text, step in
            switch step {
            case .key(let name): text += ".\(name)"
            case .index(let index): text += "[\(index)]"
            }
        }
    }

    /// The same for reports, with no key in it that is a secret itself.
    var reportPath: String {
        map { step in
            if case .key(let name) = step { .key(name.nameForReports) } else { step }
        }.jsonPath
    }

    /// The nearest key around a value: that of its member, or of the array it is in.
    var lastKey: String? {
        for case .key(let name) in reversed() { return name }
        return nil
    }
}

/// A string or number within JSON text, and where it stands.
struct JSONScalar {
    let path: [JSONStep]
    /// Within the text; without the quotes for a string.
    let range: Range<Int>
    let isString: Bool
    /// Whether this is a member's key and not a value; `path` then ends with the key itself.
    let isKey: Bool

    /// Every string, number and key of one JSON value.
    /// - Returns: nil when the range holds no whole JSON value.
    static func all(in bytes: [UInt8], range: Range<Int>) -> [JSONScalar]? {
        bytes.withUnsafeBytes { buffer in
            let slice = UnsafeRawBufferPointer(rebasing: buffer[..<range.upperBound])
            guard var cursor = JSONCursor(slice, from: range.lowerBound) else { return nil }
            var walk = Walk(buffer: slice)
            cursor.skipWhitespace()
            // Any damage means the same here.
            guard (try? walk.value(&cursor, depth: 0)) != nil else { return nil }
            cursor.skipWhitespace()
            return cursor.position == range.upperBound ? walk.found : nil
        }
    }

    private struct Walk {
        let buffer: UnsafeRawBufferPointer
        var path: [JSONStep] = []
        var found: [JSONScalar] = []

        mutating func value(_ cursor: inout JSONCursor, depth: Int) throws(JSONDamage) {
            guard depth < 500 else { throw cursor.damage() }
            switch cursor.peek {
            case UInt8(ascii: "{"):
                guard try cursor.open(UInt8(ascii: "{"), close: UInt8(ascii: "}")) else { return }
                repeat {
                    let key = try cursor.key()
                    path.append(.key(JSONSlice.text(buffer, key)))
                    found.append(JSONScalar(path: path, range: key, isString: true, isKey: true))
                    try value(&cursor, depth: depth + 1)
                    path.removeLast()
                } while try cursor.another(before: UInt8(ascii: "}"))
            case UInt8(ascii: "["):
                guard try cursor.open(UInt8(ascii: "["), close: UInt8(ascii: "]")) else { return }
                var index = 0
                repeat {
                    path.append(.index(index))
                    try value(&cursor, depth: depth + 1)
                    path.removeLast()
                    index += 1
                } while try cursor.another(before: UInt8(ascii: "]"))
            case UInt8(ascii: "\""):
                let quoted = try cursor.string()
                let range = quoted.lowerBound + 1..<quoted.upperBound - 1
                found.append(JSONScalar(path: path, range: range, isString: true, isKey: false))
            case let first:
                let range = try cursor.value()
                guard first == UInt8(ascii: "-") || first.isASCIIDigit else { return }
                found.append(JSONScalar(path: path, range: range, isString: false, isKey: false))
            }
        }
    }
}
