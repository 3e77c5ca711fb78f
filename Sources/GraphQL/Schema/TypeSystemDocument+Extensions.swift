extension TypeSystemDocument {
    /// The document with every extension worked into the definition it extends (specification sections 3.3.2 and
    /// 3.4.3). Whether the result makes sense, two fields of one name for example, is for the schema builder to say.
    func merged() throws(SchemaError) -> TypeSystemDocument {
        guard !extensions.isEmpty else { return self }
        var result = definitions
        for addition in extensions {
            guard let index = result.firstIndex(where: { $0.name == addition.name }) else {
                throw SchemaError("\(addition.name ?? "The schema") is extended but not defined", at: addition.location)
            }
            guard let extended = result[index].extended(by: addition) else {
                throw SchemaError("\(addition.name ?? "The schema") is extended as another kind", at: addition.location)
            }
            result[index] = extended
        }
        return TypeSystemDocument(definitions: result, extensions: [])
    }
}

extension TypeSystemDefinition {
    /// nil for a schema definition, which has none; a directive's begins with `@`.
    fileprivate var name: String? {
        switch self {
        case .schema: nil
        case .scalar(let syntax): syntax.name
        case .object(let syntax), .interface(let syntax): syntax.name
        case .union(let syntax): syntax.name
        case .enumeration(let syntax): syntax.name
        case .input(let syntax): syntax.name
        case .directive(let syntax): "@\(syntax.name)"
        }
    }

    fileprivate var location: SourceLocation {
        switch self {
        case .schema(let syntax): syntax.location
        case .scalar(let syntax): syntax.location
        case .object(let syntax), .interface(let syntax): syntax.location
        case .union(let syntax): syntax.location
        case .enumeration(let syntax): syntax.location
        case .input(let syntax): syntax.location
        case .directive(let syntax): syntax.location
        }
    }

    /// The definition with what the extension adds; nil when they are of different kinds.
    fileprivate func extended(by addition: TypeSystemDefinition) -> TypeSystemDefinition? {
        switch (self, addition) {
        case (.schema(let base), .schema(let more)):
            .schema(
                SchemaDefinition(
                    description: base.description, roots: base.roots + more.roots, location: base.location))
        case (.scalar(let base), .scalar(let more)):
            .scalar(
                ScalarSyntax(
                    description: base.description, name: base.name, directives: base.directives + more.directives,
                    location: base.location))
        case (.object(let base), .object(let more)): .object(base.extended(by: more))
        case (.interface(let base), .interface(let more)): .interface(base.extended(by: more))
        case (.union(let base), .union(let more)):
            .union(
                UnionSyntax(
                    description: base.description, name: base.name, directives: base.directives + more.directives,
                    members: base.members + more.members, location: base.location))
        case (.enumeration(let base), .enumeration(let more)):
            .enumeration(
                EnumSyntax(
                    description: base.description, name: base.name, directives: base.directives + more.directives,
                    values: base.values + more.values, location: base.location))
        case (.input(let base), .input(let more)):
            .input(
                InputSyntax(
                    description: base.description, name: base.name, directives: base.directives + more.directives,
                    fields: base.fields + more.fields, location: base.location))
        default: nil
        }
    }
}

extension FieldedSyntax {
    fileprivate func extended(by more: FieldedSyntax) -> FieldedSyntax {
        FieldedSyntax(
            description: description, name: name, interfaces: interfaces + more.interfaces,
            directives: directives + more.directives, fields: fields + more.fields, location: location)
    }
}
