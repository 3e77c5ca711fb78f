import OrderedJSON

/// Answers the fields of introspection (specification section 4).
struct Introspection {
    let schema: Schema

    /// - Parameter parent: null at the root, else what an earlier call gave.
    func resolve(_ field: String, of parent: ResolvedValue, _ arguments: JSONObject) -> ResolvedValue {
        let withDeprecated = arguments["includeDeprecated"] == .bool(true)
        guard case .object(_, let element) = parent else {
            if field == "__schema" { return .object(typeName: "__Schema", SchemaElement()) }
            guard let name = arguments["name"]?.stringValue, schema[name] != nil else { return .null }
            return type(.named(name))
        }
        switch element {
        case is SchemaElement: return schemaField(field)
        case let type as TypeReference: return typeField(field, of: type, withDeprecated)
        case let value as FieldDefinition: return fieldField(field, of: value, withDeprecated)
        case let value as InputValueDefinition: return inputValueField(field, of: value)
        case let value as EnumValueDefinition: return enumValueField(field, of: value)
        case let value as DirectiveDefinition: return directiveField(field, of: value, withDeprecated)
        // `__schema` and `__type` under a root that is itself a Swift value.
        default: return resolve(field, of: .null, arguments)
        }
    }

    /// Stands for the schema as a whole.
    private struct SchemaElement: Sendable {}

    private func schemaField(_ field: String) -> ResolvedValue {
        switch field {
        case "description": .text(schema.description)
        case "types": .list(schema.typeNames.map { type(.named($0)) })
        case "queryType": type(.named(schema.queryType))
        case "mutationType": schema.mutationType.map { type(.named($0)) } ?? .null
        case "subscriptionType": schema.subscriptionType.map { type(.named($0)) } ?? .null
        case "directives": objects("__Directive", schema.directives.all)
        default: .null
        }
    }

    private func typeField(_ field: String, of reference: TypeReference, _ withDeprecated: Bool) -> ResolvedValue {
        switch reference {
        case .list(let inner): wrapperField(field, kind: "LIST", inner)
        case .nonNull(let inner): wrapperField(field, kind: "NON_NULL", inner)
        case .named(let name): schema[name].map { namedTypeField(field, of: $0, withDeprecated) } ?? .null
        }
    }

    private func wrapperField(_ field: String, kind: String, _ inner: TypeReference) -> ResolvedValue {
        switch field {
        case "kind": .text(kind)
        case "ofType": type(inner)
        default: .null
        }
    }

    private func namedTypeField(_ field: String, of type: NamedType, _ withDeprecated: Bool) -> ResolvedValue {
        switch field {
        case "kind": return .text(type.kind)
        case "name": return .text(type.name)
        case "description": return .text(type.text)
        default: break
        }
        switch (field, type) {
        case ("specifiedByURL", .scalar(let scalar)): return .text(scalar.specifiedBy)
        case ("fields", .object(let object)): return current("__Field", object.fields.all, withDeprecated)
        case ("fields", .interface(let interface)): return current("__Field", interface.fields.all, withDeprecated)
        case ("interfaces", .object(let object)): return types(object.interfaces)
        case ("interfaces", .interface(let interface)): return types(interface.interfaces)
        case ("possibleTypes", .interface), ("possibleTypes", .union):
            return types(schema.possibleTypes(of: type.name))
        case ("enumValues", .enumeration(let enumeration)):
            return current("__EnumValue", enumeration.values.all, withDeprecated)
        case ("inputFields", .input(let input)): return current("__InputValue", input.fields.all, withDeprecated)
        case ("isOneOf", .input): return false
        default: return .null
        }
    }

    private func fieldField(_ field: String, of value: FieldDefinition, _ withDeprecated: Bool) -> ResolvedValue {
        switch field {
        case "name": .text(value.name)
        case "description": .text(value.description)
        case "args": current("__InputValue", value.arguments.all, withDeprecated)
        case "type": type(value.type)
        default: deprecationField(field, value.deprecationReason)
        }
    }

    private func inputValueField(_ field: String, of value: InputValueDefinition) -> ResolvedValue {
        switch field {
        case "name": .text(value.name)
        case "description": .text(value.description)
        case "type": type(value.type)
        case "defaultValue": .text(value.defaultLiteral?.description)
        default: deprecationField(field, value.deprecationReason)
        }
    }

    private func enumValueField(_ field: String, of value: EnumValueDefinition) -> ResolvedValue {
        switch field {
        case "name": .text(value.name)
        case "description": .text(value.description)
        default: deprecationField(field, value.deprecationReason)
        }
    }

    private func directiveField(
        _ field: String, of value: DirectiveDefinition, _ withDeprecated: Bool
    ) -> ResolvedValue {
        switch field {
        case "name": .text(value.name)
        case "description": .text(value.description)
        case "locations": .json(.array(value.locations.map { .string($0.rawValue) }))
        case "args": current("__InputValue", value.arguments.all, withDeprecated)
        case "isRepeatable": .json(.bool(value.isRepeatable))
        default: .null
        }
    }

    private func deprecationField(_ field: String, _ reason: String?) -> ResolvedValue {
        switch field {
        case "isDeprecated": .json(.bool(reason != nil))
        case "deprecationReason": .text(reason)
        default: .null
        }
    }

    private func type(_ reference: TypeReference) -> ResolvedValue { .object(typeName: "__Type", reference) }

    private func types(_ names: [String]) -> ResolvedValue { .list(names.map { type(.named($0)) }) }

    private func objects(_ typeName: String, _ elements: [some Sendable]) -> ResolvedValue {
        .objects(typeName, elements)
    }

    private func current(
        _ typeName: String, _ elements: [some DeprecatableDefinition], _ withDeprecated: Bool
    ) -> ResolvedValue {
        objects(typeName, withDeprecated ? elements : elements.filter { $0.deprecationReason == nil })
    }
}

/// What may be deprecated and is then left out of introspection unless asked for.
private protocol DeprecatableDefinition: Sendable {
    var deprecationReason: String? { get }
}

extension FieldDefinition: DeprecatableDefinition {}
extension InputValueDefinition: DeprecatableDefinition {}
extension EnumValueDefinition: DeprecatableDefinition {}

extension NamedType {
    /// The description of the type, whatever its kind.
    fileprivate var text: String? {
        switch self {
        case .scalar(let type): type.description
        case .object(let type): type.description
        case .interface(let type): type.description
        case .union(let type): type.description
        case .enumeration(let type): type.description
        case .input(let type): type.description
        }
    }
}
