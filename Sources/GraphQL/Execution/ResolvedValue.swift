package import OrderedJSON

/// What a resolver gives back, and what the resolvers of the fields below it are given as their parent.
package enum ResolvedValue: Sendable {
    /// A leaf, or a tree whose members are fields by name; under an interface or union an object needs a member
    /// `__typename`.
    case json(JSON)
    /// A list whose elements are not plain JSON.
    case list([ResolvedValue])
    /// Any Swift value together with the name of its object type. Its fields need resolvers, unless the value is a
    /// `JSONObject`.
    case object(typeName: String, any Sendable)

    package static let null = ResolvedValue.json(.null)

    package var isNull: Bool {
        if case .json(.null) = self { true } else { false }
    }
}

extension ResolvedValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByNilLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    package init(stringLiteral value: String) { self = .json(.string(value)) }
    package init(integerLiteral value: Int) { self = .json(.int(value)) }
    package init(booleanLiteral value: Bool) { self = .json(.bool(value)) }
    package init(nilLiteral: ()) { self = .null }
    package init(arrayLiteral elements: ResolvedValue...) { self = .list(elements) }
    package init(dictionaryLiteral elements: (String, JSON)...) { self = .json(.object(JSONObject(elements))) }
}

extension ResolvedValue {
    /// The text, or null for nil.
    package static func text(_ value: String?) -> ResolvedValue { .json(.text(value)) }

    /// The Swift value as an object of the named type, or null for nil.
    package static func object(_ typeName: String, _ value: (some Sendable)?) -> ResolvedValue {
        value.map { .object(typeName: typeName, $0) } ?? .null
    }

    /// The member of a JSON object, or of a Swift value that is one; nil when there is no such member.
    func member(_ name: String) -> JSON? {
        switch self {
        case .json(.object(let object)): object[name]
        case .object(_, let value): (value as? JSONObject)?[name]
        case .json, .list: nil
        }
    }
}
