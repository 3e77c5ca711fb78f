/// A document a client sends: operations and the fragments they share (specification section 2.2).
package struct ExecutableDocument: Sendable, Hashable {
    package let operations: [OperationDefinition]
    package let fragments: [FragmentDefinition]
}

/// The three kinds of operation; the raw value is the keyword.
package enum OperationKind: String, Sendable, Hashable {
    case query
    case mutation
    case subscription
}

/// One operation of a document (specification section 2.3).
package struct OperationDefinition: Sendable, Hashable {
    package let kind: OperationKind
    /// nil for an anonymous operation, and for the short form that is nothing but a selection set.
    package let name: String?
    package let variables: [VariableDefinition]
    package let directives: [AppliedDirective]
    package let selections: [Selection]
    package let location: SourceLocation
}

/// A variable an operation declares (specification section 2.10).
package struct VariableDefinition: Sendable, Hashable {
    package let name: String
    package let type: TypeReference
    package let defaultValue: Literal?
    package let directives: [AppliedDirective]
    package let location: SourceLocation
}

/// A directive where it is applied (specification section 2.12).
package struct AppliedDirective: Sendable, Hashable {
    package let name: String
    package let arguments: [Argument]
    package let location: SourceLocation
}

/// What may stand in a selection set (specification section 2.4).
package enum Selection: Sendable, Hashable {
    case field(Field)
    case spread(FragmentSpread)
    case inline(InlineFragment)
}

/// A field that is asked for (specification section 2.5).
package struct Field: Sendable, Hashable {
    package let alias: String?
    package let name: String
    package let arguments: [Argument]
    package let directives: [AppliedDirective]
    /// Empty when the field has no selection set; an empty one is a syntax error.
    package let selections: [Selection]
    package let location: SourceLocation

    /// The key of the field in the answer.
    package var responseKey: String { alias ?? name }
}

/// A named fragment where it is used (specification section 2.8).
package struct FragmentSpread: Sendable, Hashable {
    package let name: String
    package let directives: [AppliedDirective]
    package let location: SourceLocation
}

/// A fragment written where it is used; without a condition it keeps the type around it.
package struct InlineFragment: Sendable, Hashable {
    package let typeCondition: String?
    package let directives: [AppliedDirective]
    package let selections: [Selection]
    package let location: SourceLocation
}

/// A fragment with a name (specification section 2.8).
package struct FragmentDefinition: Sendable, Hashable {
    package let name: String
    package let typeCondition: String
    package let directives: [AppliedDirective]
    package let selections: [Selection]
    package let location: SourceLocation
}
