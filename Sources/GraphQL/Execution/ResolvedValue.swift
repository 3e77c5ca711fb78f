package import OrderedJSON

/// What a resolver gives back, and what the resolvers of the fields below it are given as their parent.
package enum ResolvedValue: Sendable {
    /// A leaf, or a tree whose members are fields by name; under an interface or union an object needs a member
    /// `__typename`.
    case json(JSON)
    /// A list whose elements are not plain JSON.
    case list([ResolvedValue])
    /// An object given by its fields, which need not be plain JSON: a connection of Swift values, a payload. Under an
    /// interface or union it needs a member `__typename`, as JSON does.
    case record([String: ResolvedValue])
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
    package init(dictionaryLiteral elements: (String, ResolvedValue)...) {
        self = .record(Dictionary(elements, uniquingKeysWith: { _, last in last }))
    }
}

extension ResolvedValue {
    /// The text, or null for nil.
    package static func text(_ value: String?) -> ResolvedValue { .json(.text(value)) }

    package static func int(_ value: some BinaryInteger) -> ResolvedValue { .json(.int(value)) }

    package static func bool(_ value: Bool) -> ResolvedValue { .json(.bool(value)) }

    /// The Swift value as an object of the named type, or null for nil.
    package static func object(_ typeName: String, _ value: (some Sendable)?) -> ResolvedValue {
        value.map { .object(typeName: typeName, $0) } ?? .null
    }

    /// The Swift values as a list of objects of the named type.
    package static func objects(_ typeName: String, _ values: some Sequence<some Sendable>) -> ResolvedValue {
        .list(values.map { .object(typeName: typeName, $0) })
    }

    /// What a field of this name has when it has no resolver; nil when there is no such member.
    func member(_ name: String) -> ResolvedValue? {
        switch self {
        case .json(.object(let object)): object[name].map(ResolvedValue.json)
        case .record(let members): members[name]
        case .object(_, let value): (value as? JSONObject)?[name].map(ResolvedValue.json)
        case .json, .list: nil
        }
    }

    /// The object type the value says it is of; nil when it leaves that to the field.
    var typeName: String? {
        if case .object(let typeName, _) = self { return typeName }
        guard case .json(let name) = member("__typename") else { return nil }
        return name.stringValue
    }

    /// Whether it has fields at all.
    var isComposite: Bool {
        switch self {
        case .json(.object), .record, .object: true
        case .json, .list: false
        }
    }

    /// The elements of a list of either kind.
    var elements: [ResolvedValue]? {
        switch self {
        case .list(let elements): elements
        case .json(.array(let elements)): elements.map(ResolvedValue.json)
        case .json, .record, .object: nil
        }
    }
}
