/// A value as a document writes it (specification section 2.9). Numbers keep their text.
package struct Literal: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        case null
        case boolean(Bool)
        case int(String)
        case float(String)
        case string(String)
        case enumeration(String)
        case variable(String)
        case list([Literal])
        case object([Argument])
    }

    package let kind: Kind
    package let location: SourceLocation
}

/// A name with a value: an argument of a field or directive, or a member of an object literal.
package struct Argument: Sendable, Hashable {
    package let name: String
    package let value: Literal
    package let location: SourceLocation
}

extension Literal {
    /// Whether its value depends on the variables of the request.
    var holdsVariables: Bool {
        switch kind {
        case .variable: true
        case .list(let items): items.contains(where: \.holdsVariables)
        case .object(let members): members.contains(where: \.value.holdsVariables)
        case .null, .boolean, .int, .float, .string, .enumeration: false
        }
    }
}

extension Literal: CustomStringConvertible {
    /// The literal on one line, as graphql-ruby shows it in error messages.
    package var description: String { text(sorted: false) }

    /// Equal for literals of equal meaning: members of objects are sorted, places do not count.
    var canonicalText: String { text(sorted: true) }

    private func text(sorted: Bool) -> String {
        switch kind {
        case .null: return "null"
        case .boolean(let value): return value ? "true" : "false"
        case .int(let text), .float(let text), .enumeration(let text): return text
        case .string(let value): return Self.quoted(value)
        case .variable(let name): return "$\(name)"
        case .list(let items): return "[" + items.map { $0.text(sorted: sorted) }.joined(separator: ", ") + "]"
        case .object(let members):
            let ordered = sorted ? members.sorted { $0.name < $1.name } : members
            return "{" + ordered.map { "\($0.name): \($0.value.text(sorted: sorted))" }.joined(separator: ", ") + "}"
        }
    }

    /// A string literal with this value.
    static func quoted(_ value: String) -> String {
        var units: [UInt8] = [UInt8(ascii: "\"")]
        units.reserveCapacity(value.utf8.count + 2)
        for unit in value.utf8 {
            switch unit {
            case UInt8(ascii: "\""): units.append(contentsOf: "\\\"".utf8)
            case UInt8(ascii: "\\"): units.append(contentsOf: "\\\\".utf8)
            case 0x0A: units.append(contentsOf: "\\n".utf8)
            case 0x0D: units.append(contentsOf: "\\r".utf8)
            case 0x09: units.append(contentsOf: "\\t".utf8)
            case 0..<0x20:
                let digits = String(unit, radix: 16)
                units.append(contentsOf: "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8)
            default: units.append(unit)
            }
        }
        units.append(UInt8(ascii: "\""))
        return String(decoding: units, as: UTF8.self)
    }
}
