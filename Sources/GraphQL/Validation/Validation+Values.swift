import OrderedJSON

/// Specification section 5.6: literals fit their types.
extension Validation {
    mutating func checkValues() {
        for list in uses.argumentLists {
            for argument in list.arguments {
                guard let definition = list.definitions?[argument.name] else { continue }
                check(argument, as: definition.type, of: list.owner, list.path, below: [])
            }
        }
        for literal in uses.objectLiterals { checkUnique(literal) }
    }

    private mutating func checkUnique(_ literal: DocumentUses.ObjectLiteral) {
        var given: [String: Argument] = [:]
        for member in literal.members {
            guard let first = given.updateValue(member, forKey: member.name) else { continue }
            report(
                "There can be only one input field named \"\(member.name)\"", "inputFieldNotUnique",
                at: first.location, literal.path)
        }
    }

    private mutating func check(
        _ argument: Argument, as type: TypeReference, of owner: ArgumentOwner, _ path: PathID, below names: [String]
    ) {
        let names = names + [argument.name]
        guard !accepts(argument.value, as: type, path, names) else { return }
        report(
            "Argument '\(argument.name)' on \(owner) has an invalid value (\(argument.value))."
                + " Expected type '\(type)'.",
            "argumentLiteralsIncompatible", at: argument.location, path, below: names)
    }

    /// Whether the literal is of the type. What is wrong inside an input object is reported on its own and does not
    /// count here.
    private mutating func accepts(
        _ literal: Literal, as type: TypeReference, _ path: PathID, _ names: [String]
    ) -> Bool {
        switch (literal.kind, type) {
        case (.variable, _): return true
        case (.null, _): return !type.isNonNull
        case (_, .nonNull(let inner)): return accepts(literal, as: inner, path, names)
        case (.list(let items), .list(let item)):
            var isAccepted = true
            for literal in items where !accepts(literal, as: item, path, names) { isAccepted = false }
            return isAccepted
        case (_, .list(let item)): return accepts(literal, as: item, path, names)
        case (_, .named(let name)): return accepts(literal, named: name, path, names)
        }
    }

    private mutating func accepts(
        _ literal: Literal, named name: String, _ path: PathID, _ names: [String]
    ) -> Bool {
        guard case .input(let type) = schema[name] else {
            return schema.inputCoercion.value(of: literal, as: .named(name), variables: [:]) != nil
        }
        guard case .object(let members) = literal.kind else { return false }
        check(members, of: type, literal.location, path, names)
        return true
    }

    private mutating func check(
        _ members: [Argument], of type: InputObjectType, _ location: SourceLocation, _ path: PathID, _ names: [String]
    ) {
        for member in members {
            if let field = type.fields[member.name] {
                check(member, as: field.type, of: .inputObject(type.name), path, below: names)
            } else {
                report(
                    "InputObject '\(type.name)' doesn't accept argument '\(member.name)'", "argumentNotAccepted",
                    at: member.location, path, below: names + [member.name])
            }
        }
        let given = Set(members.map(\.name))
        for field in type.fields where field.isRequired && !given.contains(field.name) {
            report(
                "Argument '\(field.name)' on InputObject '\(type.name)' is required. Expected type \(field.type)",
                "missingRequiredInputObjectAttribute", at: location, path, below: names + [field.name])
        }
    }
}

extension Schema {
    var inputCoercion: InputCoercion { InputCoercion(types: types) }
}
