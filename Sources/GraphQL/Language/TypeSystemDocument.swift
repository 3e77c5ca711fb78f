/// A document in the schema definition language (specification section 3), as written: names are not looked up yet.
package struct TypeSystemDocument: Sendable, Hashable {
    package let definitions: [TypeSystemDefinition]
    /// What follows `extend`, in the same form: names what it adds to, and holds only what it adds.
    package let extensions: [TypeSystemDefinition]
}

/// One definition of a type system document.
package enum TypeSystemDefinition: Sendable, Hashable {
    case schema(SchemaDefinition)
    case scalar(ScalarSyntax)
    case object(FieldedSyntax)
    case interface(FieldedSyntax)
    case union(UnionSyntax)
    case enumeration(EnumSyntax)
    case input(InputSyntax)
    case directive(DirectiveSyntax)
}

/// `schema { query: Queries mutation: Mutations }`.
package struct SchemaDefinition: Sendable, Hashable {
    package struct Root: Sendable, Hashable {
        package let kind: OperationKind
        package let typeName: String
    }

    package let description: String?
    package let roots: [Root]
    package let location: SourceLocation
}

/// `scalar BigInt`.
package struct ScalarSyntax: Sendable, Hashable {
    package let description: String?
    package let name: String
    package let directives: [AppliedDirective]
    package let location: SourceLocation
}

/// `type App implements Node { … }`, and the same with `interface`.
package struct FieldedSyntax: Sendable, Hashable {
    package let description: String?
    package let name: String
    package let interfaces: [String]
    package let directives: [AppliedDirective]
    package let fields: [FieldSyntax]
    package let location: SourceLocation
}

/// One field of an object or interface type.
package struct FieldSyntax: Sendable, Hashable {
    package let description: String?
    package let name: String
    package let arguments: [InputValueSyntax]
    package let type: TypeReference
    package let directives: [AppliedDirective]
    package let location: SourceLocation
}

/// An argument of a field or directive, or a field of an input object.
package struct InputValueSyntax: Sendable, Hashable {
    package let description: String?
    package let name: String
    package let type: TypeReference
    package let defaultValue: Literal?
    package let directives: [AppliedDirective]
    package let location: SourceLocation
}

/// `union AppChangeActor = Build | Release`.
package struct UnionSyntax: Sendable, Hashable {
    package let description: String?
    package let name: String
    package let directives: [AppliedDirective]
    package let members: [String]
    package let location: SourceLocation
}

/// `enum IPAddressType { … }`.
package struct EnumSyntax: Sendable, Hashable {
    package struct Value: Sendable, Hashable {
        package let description: String?
        package let name: String
        package let directives: [AppliedDirective]
        package let location: SourceLocation
    }

    package let description: String?
    package let name: String
    package let directives: [AppliedDirective]
    package let values: [Value]
    package let location: SourceLocation
}

/// `input AllocateIPAddressInput { … }`.
package struct InputSyntax: Sendable, Hashable {
    package let description: String?
    package let name: String
    package let directives: [AppliedDirective]
    package let fields: [InputValueSyntax]
    package let location: SourceLocation
}

/// `directive @include(if: Boolean!) on FIELD | …`.
package struct DirectiveSyntax: Sendable, Hashable {
    package let description: String?
    package let name: String
    package let arguments: [InputValueSyntax]
    package let isRepeatable: Bool
    package let locations: [DirectiveLocation]
    package let location: SourceLocation
}

/// Where a directive may be applied; the raw value is the word of the language (specification section 3.13).
package enum DirectiveLocation: String, Sendable, Hashable, CaseIterable {
    case query = "QUERY"
    case mutation = "MUTATION"
    case subscription = "SUBSCRIPTION"
    case field = "FIELD"
    case fragmentDefinition = "FRAGMENT_DEFINITION"
    case fragmentSpread = "FRAGMENT_SPREAD"
    case inlineFragment = "INLINE_FRAGMENT"
    case variableDefinition = "VARIABLE_DEFINITION"
    case schema = "SCHEMA"
    case scalar = "SCALAR"
    case object = "OBJECT"
    case fieldDefinition = "FIELD_DEFINITION"
    case argumentDefinition = "ARGUMENT_DEFINITION"
    case interface = "INTERFACE"
    case union = "UNION"
    case enumeration = "ENUM"
    case enumValue = "ENUM_VALUE"
    case inputObject = "INPUT_OBJECT"
    case inputFieldDefinition = "INPUT_FIELD_DEFINITION"
}
