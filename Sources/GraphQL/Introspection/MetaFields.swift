/// The fields no schema lists: `__typename` everywhere, `__schema` and `__type` on the query root (specification
/// section 4.1).
enum MetaFields {
    static let typename = FieldDefinition(
        name: "__typename", description: nil, arguments: DefinitionTable([]), type: .nonNull(.named("String")),
        deprecationReason: nil)

    static let schema = FieldDefinition(
        name: "__schema", description: nil, arguments: DefinitionTable([]), type: .nonNull(.named("__Schema")),
        deprecationReason: nil)

    static let type = FieldDefinition(
        name: "__type", description: nil,
        arguments: DefinitionTable([
            InputValueDefinition(
                name: "name", description: nil, type: .nonNull(.named("String")), defaultLiteral: nil,
                defaultValue: nil, deprecationReason: nil)
        ]),
        type: .named("__Type"), deprecationReason: nil)
}

extension Schema {
    /// The definition of a field of a composite type, the unlisted ones included.
    func field(_ name: String, on parent: NamedType) -> FieldDefinition? {
        guard name.hasPrefix("__") else { return parent.field(name) }
        switch name {
        case "__typename": return parent.isComposite ? MetaFields.typename : nil
        case "__schema": return parent.name == queryType ? MetaFields.schema : nil
        case "__type": return parent.name == queryType ? MetaFields.type : nil
        default: return nil
        }
    }
}
