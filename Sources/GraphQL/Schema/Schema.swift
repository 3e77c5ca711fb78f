/// A type system (specification section 3), built from schema text.
package struct Schema: Sendable {
    package let description: String?
    /// All types by name: the text's own, the built-in scalars, and those of introspection.
    package let types: [String: NamedType]
    /// Type names: the text's own in its order, then the built-in ones.
    package let typeNames: [String]
    /// Directives by name, in order: the text's own, then the built-in ones it does not define itself.
    package let directives: DefinitionTable<DirectiveDefinition>
    /// The name of the query root; any name may be chosen, `Queries` for example.
    package let queryType: String
    package let mutationType: String?
    package let subscriptionType: String?
    /// For each interface and union the object types it may turn out to be, in the order of the text.
    private let implementations: [String: [String]]
    private let implementationSets: [String: Set<String>]

    init(
        description: String?, types: [String: NamedType], typeNames: [String], directives: [DirectiveDefinition],
        roots: [OperationKind: String]
    ) throws(SchemaError) {
        guard let queryType = roots[.query] else { throw SchemaError("The schema has no query root") }
        self.description = description
        self.types = types
        self.typeNames = typeNames
        self.directives = DefinitionTable(directives)
        self.queryType = queryType
        mutationType = roots[.mutation]
        subscriptionType = roots[.subscription]
        implementations = Self.implementations(types, typeNames)
        implementationSets = implementations.mapValues { Set($0) }
    }

    package subscript(name: String) -> NamedType? { types[name] }

    /// The root type of a kind of operation, nil when the schema has none.
    package func rootType(_ kind: OperationKind) -> String? {
        switch kind {
        case .query: queryType
        case .mutation: mutationType
        case .subscription: subscriptionType
        }
    }

    /// The object types a value of the named type may have: one for an object type, several for an interface or union.
    package func possibleTypes(of name: String) -> [String] {
        if case .object = types[name] { return [name] }
        return implementations[name] ?? []
    }

    /// Whether a value of the abstract or object type `name` may be of the object type `object`.
    package func isPossible(_ object: String, for name: String) -> Bool {
        object == name || implementationSets[name]?.contains(object) == true
    }

    /// Whether some object type belongs to both (specification section 5.5.2.3).
    func overlap(_ one: String, _ other: String) -> Bool {
        one == other || possibleTypes(of: one).contains { isPossible($0, for: other) }
    }

    private static func implementations(_ types: [String: NamedType], _ typeNames: [String]) -> [String: [String]] {
        var result: [String: [String]] = [:]
        for name in typeNames {
            switch types[name] {
            case .object(let type):
                for interface in type.interfaces { result[interface, default: []].append(name) }
            case .union(let type): result[name] = type.members
            default: break
            }
        }
        return result
    }
}
