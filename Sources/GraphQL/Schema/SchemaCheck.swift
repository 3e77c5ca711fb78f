/// The rules a schema text must keep before it is of any use (specification section 3, "Type Validation").
struct SchemaCheck {
    let types: [String: NamedType]

    func run(_ text: TypeSystemDocument, roots: [OperationKind: String]) throws(SchemaError) {
        if roots[.query] == nil { throw SchemaError("The schema has no query root") }
        for definition in text.definitions {
            switch definition {
            case .object(let syntax), .interface(let syntax): try checkFields(syntax)
            case .union(let syntax): try checkMembers(syntax)
            case .input(let syntax):
                if syntax.fields.isEmpty {
                    throw SchemaError("Type '\(syntax.name)' has no fields", at: syntax.location)
                }
                for field in syntax.fields { try checkInput(field, of: syntax.name) }
            case .enumeration(let syntax):
                if syntax.values.isEmpty {
                    throw SchemaError("Enum '\(syntax.name)' has no values", at: syntax.location)
                }
            case .directive(let syntax):
                for argument in syntax.arguments { try checkInput(argument, of: "@\(syntax.name)") }
            case .schema, .scalar: break
            }
        }
    }

    private func checkFields(_ syntax: FieldedSyntax) throws(SchemaError) {
        if syntax.fields.isEmpty { throw SchemaError("Type '\(syntax.name)' has no fields", at: syntax.location) }
        for field in syntax.fields {
            let name = "\(syntax.name).\(field.name)"
            guard let type = types[field.type.name] else {
                throw SchemaError("Type '\(field.type.name)' of \(name) is not defined", at: field.location)
            }
            guard type.isOutput else {
                throw SchemaError("\(name) cannot be of the input type '\(type.name)'", at: field.location)
            }
            for argument in field.arguments { try checkInput(argument, of: name) }
        }
        for interface in syntax.interfaces { try checkImplementation(of: interface, by: syntax) }
    }

    private func checkInput(_ value: InputValueSyntax, of owner: String) throws(SchemaError) {
        guard let type = types[value.type.name] else {
            throw SchemaError("Type '\(value.type.name)' of \(owner).\(value.name) is not defined", at: value.location)
        }
        guard type.isInput else {
            throw SchemaError("\(owner).\(value.name) cannot be of the output type '\(type.name)'", at: value.location)
        }
    }

    private func checkMembers(_ syntax: UnionSyntax) throws(SchemaError) {
        if syntax.members.isEmpty { throw SchemaError("Union '\(syntax.name)' has no members", at: syntax.location) }
        for member in syntax.members {
            guard case .object = types[member] else {
                throw SchemaError("Member '\(member)' of union '\(syntax.name)' is no object type", at: syntax.location)
            }
        }
    }

    private func checkImplementation(of name: String, by syntax: FieldedSyntax) throws(SchemaError) {
        guard case .interface(let interface) = types[name] else {
            throw SchemaError("'\(name)' is no interface for '\(syntax.name)' to implement", at: syntax.location)
        }
        for required in interface.fields {
            guard let field = syntax.fields.first(where: { $0.name == required.name }) else {
                throw SchemaError("'\(syntax.name)' lacks field '\(required.name)' of '\(name)'", at: syntax.location)
            }
            guard isSubtype(field.type, of: required.type) else {
                throw SchemaError(
                    "\(syntax.name).\(field.name) does not have the type of \(name).\(field.name)", at: field.location)
            }
            for argument in required.arguments where !field.arguments.contains(where: { $0.name == argument.name }) {
                throw SchemaError(
                    "\(syntax.name).\(field.name) lacks argument '\(argument.name)' of \(name).\(field.name)",
                    at: field.location)
            }
        }
    }

    /// A field may be more exact than its interface says: a member type, a non-null.
    private func isSubtype(_ type: TypeReference, of general: TypeReference) -> Bool {
        switch (type, general) {
        case (.nonNull(let inner), .nonNull(let generalInner)): isSubtype(inner, of: generalInner)
        case (.nonNull(let inner), _): isSubtype(inner, of: general)
        case (.list(let item), .list(let generalItem)): isSubtype(item, of: generalItem)
        case (.named(let name), .named(let generalName)): name == generalName || belongs(name, to: generalName)
        default: false
        }
    }

    private func belongs(_ name: String, to general: String) -> Bool {
        if case .union(let union) = types[general] { return union.members.contains(name) }
        return switch types[name] {
        case .object(let type): type.interfaces.contains(general)
        case .interface(let type): type.interfaces.contains(general)
        default: false
        }
    }
}
