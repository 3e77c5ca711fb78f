extension Schema {
    /// Builds a schema from its text.
    ///
    /// Without a `schema { … }` block the roots are `Query`, `Mutation` and `Subscription` where such types exist.
    /// Names the text uses must be defined in it; the built-in scalars and directives need not be. Extensions count as
    /// if they stood in what they extend, so a program can add to a schema it did not write.
    /// - Parameter scalars: how custom scalars come in and go out, by name; others take any value.
    package init(
        sdl: String, scalars: [String: ScalarCoding] = ScalarCoding.wellKnown, limits: Limits = .schemaText
    ) throws(SchemaError) {
        let text: TypeSystemDocument
        let builtIn: TypeSystemDocument
        do throws(SyntaxError) {
            text = try TypeSystemDocument(parsing: sdl, limits: limits)
            builtIn = try TypeSystemDocument(parsing: BuiltInDefinitions.sdl)
        } catch {
            throw SchemaError("The schema text is no type system document: \(error.message)")
        }
        self = try SchemaBuilder(scalars: scalars).build(text.merged(), builtIn: builtIn)
    }
}

/// Turns parsed schema text into a `Schema` and refuses texts that contradict themselves.
struct SchemaBuilder {
    let scalars: [String: ScalarCoding]

    func build(_ text: TypeSystemDocument, builtIn: TypeSystemDocument) throws(SchemaError) -> Schema {
        var types: [String: NamedType] = [:]
        var typeNames: [String] = []
        var directives: [DirectiveDefinition] = []
        var root: SchemaDefinition?
        for (definition, isBuiltIn) in text.definitions.map({ ($0, false) }) + builtIn.definitions.map({ ($0, true) }) {
            switch definition {
            case .schema(let schema):
                guard root == nil else { throw SchemaError("There may be one schema definition", at: schema.location) }
                root = schema
            case .directive(let syntax):
                if directives.contains(where: { $0.name == syntax.name }) {
                    // A text may spell out the built-in directives; its own definition then stands.
                    if isBuiltIn { continue }
                    throw SchemaError("Directive '@\(syntax.name)' is defined twice", at: syntax.location)
                }
                directives.append(try directive(syntax))
            case .scalar, .object, .interface, .union, .enumeration, .input:
                let (type, location) = try namedType(definition)
                if types[type.name] != nil {
                    if isBuiltIn, case .scalar = type { continue }
                    throw SchemaError("Type '\(type.name)' is defined twice", at: location)
                }
                if !isBuiltIn, type.name.hasPrefix("__") {
                    throw SchemaError("Type name '\(type.name)' is reserved", at: location)
                }
                types[type.name] = type
                typeNames.append(type.name)
            }
        }
        let roots = try roots(root, types)
        let check = SchemaCheck(types: types)
        try check.run(text, roots: roots)
        let filled = DefaultValues(types: types)
        return try Schema(
            description: root?.description,
            types: try filled.coercedTypes(),
            typeNames: typeNames,
            directives: try directives.map { directive throws(SchemaError) in try filled.coerced(directive) },
            roots: roots)
    }

    private func roots(
        _ definition: SchemaDefinition?, _ types: [String: NamedType]
    ) throws(SchemaError) -> [OperationKind: String] {
        guard let definition else {
            let usual: [(OperationKind, String)] = [
                (.query, "Query"), (.mutation, "Mutation"), (.subscription, "Subscription"),
            ]
            return Dictionary(uniqueKeysWithValues: usual.filter { types[$0.1] != nil })
        }
        var roots: [OperationKind: String] = [:]
        for root in definition.roots {
            guard case .object = types[root.typeName] else {
                throw SchemaError(
                    "The \(root.kind.rawValue) root '\(root.typeName)' is no object type", at: definition.location)
            }
            guard roots.updateValue(root.typeName, forKey: root.kind) == nil else {
                throw SchemaError("The \(root.kind.rawValue) root is given twice", at: definition.location)
            }
        }
        return roots
    }

    private func namedType(_ definition: TypeSystemDefinition) throws(SchemaError) -> (NamedType, SourceLocation) {
        switch definition {
        case .scalar(let syntax):
            let specifiedBy = Self.text("url", of: "specifiedBy", in: syntax.directives)
            let coding = ScalarCoding.builtIn[syntax.name] ?? scalars[syntax.name] ?? .json
            let type = ScalarType(
                name: syntax.name, description: syntax.description, specifiedBy: specifiedBy, coding: coding)
            return (.scalar(type), syntax.location)
        case .object(let syntax):
            let type = ObjectType(
                name: syntax.name, description: syntax.description, interfaces: syntax.interfaces,
                fields: try fields(syntax))
            return (.object(type), syntax.location)
        case .interface(let syntax):
            let type = InterfaceType(
                name: syntax.name, description: syntax.description, interfaces: syntax.interfaces,
                fields: try fields(syntax))
            return (.interface(type), syntax.location)
        case .union(let syntax):
            let type = UnionType(name: syntax.name, description: syntax.description, members: syntax.members)
            return (.union(type), syntax.location)
        case .enumeration(let syntax):
            let values = try table(syntax.values.map(enumValue), of: syntax.name, at: syntax.location)
            return (
                .enumeration(EnumType(name: syntax.name, description: syntax.description, values: values)),
                syntax.location
            )
        case .input(let syntax):
            let fields = try table(syntax.fields.map(inputValue), of: syntax.name, at: syntax.location)
            return (
                .input(InputObjectType(name: syntax.name, description: syntax.description, fields: fields)),
                syntax.location
            )
        case .schema(let syntax):
            throw SchemaError("A schema definition is no type", at: syntax.location)
        case .directive(let syntax):
            throw SchemaError("A directive definition is no type", at: syntax.location)
        }
    }

    private func fields(_ syntax: FieldedSyntax) throws(SchemaError) -> DefinitionTable<FieldDefinition> {
        var fields: [FieldDefinition] = []
        for field in syntax.fields {
            let name = "\(syntax.name).\(field.name)"
            fields.append(
                FieldDefinition(
                    name: field.name,
                    description: field.description,
                    arguments: try table(field.arguments.map(inputValue), of: name, at: field.location),
                    type: field.type,
                    deprecationReason: Self.deprecation(field.directives)))
        }
        return try table(fields, of: syntax.name, at: syntax.location)
    }

    private func directive(_ syntax: DirectiveSyntax) throws(SchemaError) -> DirectiveDefinition {
        DirectiveDefinition(
            name: syntax.name,
            description: syntax.description,
            arguments: try table(syntax.arguments.map(inputValue), of: "@\(syntax.name)", at: syntax.location),
            isRepeatable: syntax.isRepeatable,
            locations: syntax.locations)
    }

    private func inputValue(_ syntax: InputValueSyntax) -> InputValueDefinition {
        InputValueDefinition(
            name: syntax.name, description: syntax.description, type: syntax.type,
            defaultLiteral: syntax.defaultValue, defaultValue: nil,
            deprecationReason: Self.deprecation(syntax.directives))
    }

    private func enumValue(_ syntax: EnumSyntax.Value) -> EnumValueDefinition {
        EnumValueDefinition(
            name: syntax.name, description: syntax.description, deprecationReason: Self.deprecation(syntax.directives))
    }

    private func table<Definition: NamedDefinition>(
        _ definitions: [Definition], of owner: String, at location: SourceLocation
    ) throws(SchemaError) -> DefinitionTable<Definition> {
        var seen: Set<String> = []
        for definition in definitions where !seen.insert(definition.name).inserted {
            throw SchemaError("'\(definition.name)' is defined twice in \(owner)", at: location)
        }
        return DefinitionTable(definitions)
    }

    private static func deprecation(_ directives: [AppliedDirective]) -> String? {
        guard directives.contains(where: { $0.name == "deprecated" }) else { return nil }
        return text("reason", of: "deprecated", in: directives) ?? "No longer supported"
    }

    private static func text(_ argument: String, of directive: String, in directives: [AppliedDirective]) -> String? {
        let applied = directives.first { $0.name == directive }
        guard case .string(let value) = applied?.arguments.first(where: { $0.name == argument })?.value.kind else {
            return nil
        }
        return value
    }
}
