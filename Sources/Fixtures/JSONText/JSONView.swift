/// A value inside JSON text that was checked already, decoded only where it is asked for and otherwise left as the
/// bytes it is.
struct JSONView {
    let bytes: [UInt8]
    let range: Range<Int>

    /// The value as it stands in the text.
    var raw: ArraySlice<UInt8> { bytes[range] }

    /// The members of an object in their order, as often as they stand there; nil for anything else.
    var members: [(key: String, value: JSONView)]? {
        guard bytes[range.lowerBound] == UInt8(ascii: "{") else { return nil }
        return bytes.withUnsafeBytes { buffer in
            var result: [(key: String, value: JSONView)] = []
            guard var cursor = JSONCursor(buffer, from: range.lowerBound),
                (try? cursor.open(UInt8(ascii: "{"), close: UInt8(ascii: "}"))) == true  // The text was checked before.
            else { return result }
            repeat {
                guard let key = try? cursor.key(), let value = try? cursor.value() else { break }  // As above.
                result.append((JSONSlice.text(buffer, key), JSONView(bytes: bytes, range: value)))
            } while (try? cursor.another(before: UInt8(ascii: "}"))) == true  // As above.
            return result
        }
    }

    /// The elements of an array; nil for anything else.
    var elements: [JSONView]? {
        guard bytes[range.lowerBound] == UInt8(ascii: "[") else { return nil }
        return bytes.withUnsafeBytes { buffer in
            var result: [JSONView] = []
            guard var cursor = JSONCursor(buffer, from: range.lowerBound),
                (try? cursor.open(UInt8(ascii: "["), close: UInt8(ascii: "]"))) == true  // The text was checked before.
            else { return result }
            repeat {
                guard let value = try? cursor.value() else { break }  // As above.
                result.append(JSONView(bytes: bytes, range: value))
            } while (try? cursor.another(before: UInt8(ascii: "]"))) == true  // As above.
            return result
        }
    }

    /// The text of a string; nil for anything else.
    var text: String? {
        guard range.count >= 2, bytes[range.lowerBound] == UInt8(ascii: "\"") else { return nil }
        return bytes.withUnsafeBytes { JSONSlice.text($0, range.lowerBound + 1..<range.upperBound - 1) }
    }

    /// The text of a number; nil for anything else.
    var numberText: String? {
        let first = bytes[range.lowerBound]
        guard first.isASCIIDigit || first == UInt8(ascii: "-") else { return nil }
        return String(decoding: raw, as: UTF8.self)
    }

    var int: Int? { numberText.flatMap { Int($0) ?? Double($0).flatMap { Int(exactly: $0) } } }

    var isNull: Bool { bytes[range.lowerBound] == UInt8(ascii: "n") }

    subscript(key: String) -> JSONView? { members?.last { $0.key == key }?.value }

    /// The members of an object found once, to be asked for by name; none for anything else.
    var object: JSONFields { JSONFields(members: members ?? []) }
}

/// The members of an object.
struct JSONFields {
    let members: [(key: String, value: JSONView)]

    subscript(key: String) -> JSONView? { members.last { $0.key == key }?.value }
}
