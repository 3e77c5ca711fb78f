package import OrderedJSON

/// What has a name of its own inside a type: fields, arguments, enum values.
package protocol NamedDefinition: Sendable {
    var name: String { get }
}

/// A field of an object or interface type.
package struct FieldDefinition: NamedDefinition {
    package let name: String
    package let description: String?
    package let arguments: DefinitionTable<InputValueDefinition>
    package let type: TypeReference
    package let deprecationReason: String?
}

/// An argument of a field or directive, or a field of an input object.
package struct InputValueDefinition: NamedDefinition {
    package let name: String
    package let description: String?
    package let type: TypeReference
    /// The default as the schema writes it.
    package let defaultLiteral: Literal?
    /// The default after coercion to the type.
    package let defaultValue: JSON?
    package let deprecationReason: String?

    /// Whether the document or the variables must give a value (specification section 5.4.2.1).
    package var isRequired: Bool { type.isNonNull && defaultLiteral == nil }
}

/// A value of an enum type.
package struct EnumValueDefinition: NamedDefinition {
    package let name: String
    package let description: String?
    package let deprecationReason: String?
}

/// A directive of the schema (specification section 3.13).
package struct DirectiveDefinition: NamedDefinition {
    package let name: String
    package let description: String?
    package let arguments: DefinitionTable<InputValueDefinition>
    package let isRepeatable: Bool
    package let locations: [DirectiveLocation]
}

/// Definitions in the order of the schema text, found by name without a search.
package struct DefinitionTable<Definition: NamedDefinition>: Sendable, Sequence {
    package let all: [Definition]
    private let places: [String: Int]

    /// Of several definitions with one name the first is found; the schema builder refuses such schemas anyway.
    init(_ definitions: [Definition]) {
        all = definitions
        places = Dictionary(
            definitions.enumerated().map { ($0.element.name, $0.offset) }, uniquingKeysWith: { first, _ in first })
    }

    package subscript(name: String) -> Definition? { places[name].map { all[$0] } }

    package var isEmpty: Bool { all.isEmpty }
    package var names: [String] { all.map(\.name) }

    package func makeIterator() -> IndexingIterator<[Definition]> { all.makeIterator() }
}
