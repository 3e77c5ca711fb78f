import OrderedJSON

/// Coerces the defaults of arguments and input fields once, when the schema is built.
struct DefaultValues {
    private let coercion: InputCoercion
    private let types: [String: NamedType]

    init(types: [String: NamedType]) {
        self.types = types
        coercion = InputCoercion(types: types)
    }

    /// All types with the defaults of their arguments and input fields filled in.
    func coercedTypes() throws(SchemaError) -> [String: NamedType] {
        var result = types
        for (name, type) in types {
            switch type {
            case .object(let object):
                result[name] = .object(
                    ObjectType(
                        name: name, description: object.description, interfaces: object.interfaces,
                        fields: try coerced(object.fields, of: name)))
            case .interface(let interface):
                result[name] = .interface(
                    InterfaceType(
                        name: name, description: interface.description, interfaces: interface.interfaces,
                        fields: try coerced(interface.fields, of: name)))
            case .input(let input):
                result[name] = .input(
                    InputObjectType(
                        name: name, description: input.description, fields: try coerced(input.fields, of: name)))
            case .scalar, .union, .enumeration: break
            }
        }
        return result
    }

    func coerced(_ directive: DirectiveDefinition) throws(SchemaError) -> DirectiveDefinition {
        DirectiveDefinition(
            name: directive.name, description: directive.description,
            arguments: try coerced(directive.arguments, of: "@\(directive.name)"),
            isRepeatable: directive.isRepeatable, locations: directive.locations)
    }

    private func coerced(
        _ fields: DefinitionTable<FieldDefinition>, of owner: String
    ) throws(SchemaError) -> DefinitionTable<FieldDefinition> {
        var result: [FieldDefinition] = []
        for field in fields {
            result.append(
                FieldDefinition(
                    name: field.name, description: field.description,
                    arguments: try coerced(field.arguments, of: "\(owner).\(field.name)"), type: field.type,
                    deprecationReason: field.deprecationReason))
        }
        return DefinitionTable(result)
    }

    private func coerced(
        _ values: DefinitionTable<InputValueDefinition>, of owner: String
    ) throws(SchemaError) -> DefinitionTable<InputValueDefinition> {
        var result: [InputValueDefinition] = []
        for value in values {
            var defaultValue: JSON?
            if let literal = value.defaultLiteral {
                defaultValue = coercion.value(of: literal, as: value.type, variables: [:])
                if defaultValue == nil {
                    throw SchemaError(
                        "The default of \(owner).\(value.name) is no \(value.type)", at: literal.location)
                }
            }
            result.append(
                InputValueDefinition(
                    name: value.name, description: value.description, type: value.type,
                    defaultLiteral: value.defaultLiteral, defaultValue: defaultValue,
                    deprecationReason: value.deprecationReason))
        }
        return DefinitionTable(result)
    }
}
