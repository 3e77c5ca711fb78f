/// A JSON document exactly as it was written: object keys keep their order, numbers keep their text.
///
/// Foundation's JSON types lose both, and an emulator that promises to give back every key in the caller's order can
/// afford neither. Equality is by meaning for objects (order does not count) and by text for numbers.
package enum JSON: Sendable, Hashable {
    case null
    case bool(Bool)
    case number(JSONNumber)
    case string(String)
    case array([JSON])
    case object(JSONObject)
}

/// A number kept as its JSON text, so that `1.0`, `1e2` and integers beyond 64 bits survive a round trip.
package struct JSONNumber: Sendable, Hashable {
    /// The text as RFC 8259 section 6 allows it.
    package let text: String

    /// Takes text that is already known to be a JSON number; the parser is the usual caller.
    package init(text: String) {
        self.text = text
    }

    /// The value as an integer, when the text is one (`1`, `-3`; not `1.0`) and fits 64 bits.
    package var int: Int? { Int(text) }

    /// The nearest double.
    package var double: Double { Double(text) ?? .nan }
}

extension JSON {
    package static func int(_ value: some BinaryInteger) -> JSON { .number(JSONNumber(text: String(value))) }

    package var isNull: Bool { self == .null }

    package var stringValue: String? {
        if case .string(let value) = self { value } else { nil }
    }

    package var boolValue: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The integer value; nil for a fraction, an exponent, or anything but a number.
    package var intValue: Int? {
        if case .number(let value) = self { value.int } else { nil }
    }

    package var doubleValue: Double? {
        if case .number(let value) = self { value.double } else { nil }
    }

    package var arrayValue: [JSON]? {
        if case .array(let value) = self { value } else { nil }
    }

    package var objectValue: JSONObject? {
        if case .object(let value) = self { value } else { nil }
    }

    /// The member of an object, nil when this is no object or has no such key.
    package subscript(key: String) -> JSON? {
        if case .object(let object) = self { object[key] } else { nil }
    }

    /// The element of an array, nil when this is no array or has no such index.
    package subscript(index: Int) -> JSON? {
        if case .array(let array) = self, array.indices.contains(index) { array[index] } else { nil }
    }

    /// How Go's `encoding/json` names the kind of a value in its type errors.
    package var kind: String {
        switch self {
        case .null: "null"
        case .bool: "bool"
        case .number: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByNilLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByFloatLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int) { self = .int(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(nilLiteral: ()) { self = .null }
    package init(arrayLiteral elements: JSON...) { self = .array(elements) }
    package init(dictionaryLiteral elements: (String, JSON)...) { self = .object(JSONObject(elements)) }
    package init(floatLiteral value: Double) { self = .double(value) }
}

extension JSON {
    /// A finite double in its shortest text; integers without a fraction. Not-a-number and infinities become null,
    /// because JSON has no word for them.
    package static func double(_ value: Double) -> JSON {
        guard value.isFinite else { return .null }
        if value == value.rounded(), abs(value) < 1e15 { return .int(Int(value)) }
        return .number(JSONNumber(text: "\(value)"))
    }

    /// The text, or null for nil.
    package static func text(_ value: String?) -> JSON { value.map(JSON.string) ?? .null }
}
