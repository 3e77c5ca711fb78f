import OrderedJSON

/// Turns literals and variable values into what resolvers see, by type (the "Input Coercion" parts of specification
/// section 3, and section 6.4.1).
struct InputCoercion {
    let types: [String: NamedType]

    /// How many things that are wrong with one variable are told.
    private static let problemLimit = 20
    /// A chain of input objects in variables may be this deep; JSON inside a custom scalar is not counted.
    private static let depthLimit = 100

    /// Coerces a literal; nil when it is none of the type, and when a variable brings null where none may be.
    ///
    /// A variable without a value counts as null in a list and as absent in an object.
    func value(of literal: Literal, as type: TypeReference, variables: [String: JSON]) -> JSON? {
        if case .variable(let name) = literal.kind {
            let value = variables[name] ?? .null
            return value.isNull && type.isNonNull ? nil : value
        }
        if case .null = literal.kind { return type.isNonNull ? nil : .null }
        switch type {
        case .nonNull(let inner): return value(of: literal, as: inner, variables: variables)
        case .list(let item):
            guard case .list(let literals) = literal.kind else {
                return value(of: literal, as: item, variables: variables).map { .array([$0]) }
            }
            var values: [JSON] = []
            for literal in literals {
                guard let value = value(of: literal, as: item, variables: variables) else { return nil }
                values.append(value)
            }
            return .array(values)
        case .named(let name): return value(of: literal, named: name, variables: variables)
        }
    }

    private func value(of literal: Literal, named name: String, variables: [String: JSON]) -> JSON? {
        switch types[name] {
        case .scalar(let scalar):
            return plain(literal, takesAny: scalar.coding.takesAnyLiteral, variables).flatMap(scalar.coding.input)
        case .enumeration(let type):
            guard case .enumeration(let value) = literal.kind, type.values[value] != nil else { return nil }
            return .string(value)
        case .input(let type):
            guard case .object(let members) = literal.kind else { return nil }
            return object(members, as: type, variables)
        case .object, .interface, .union, nil: return nil
        }
    }

    private func object(_ members: [Argument], as type: InputObjectType, _ variables: [String: JSON]) -> JSON? {
        guard members.allSatisfy({ type.fields[$0.name] != nil }) else { return nil }
        return arguments(members, as: type.fields, variables) { _ in }.map(JSON.object)
    }

    /// Coerces arguments, or the members of an object literal: defaults are filled in, and what has neither value nor
    /// default stays absent (specification section 6.4.1).
    /// - Parameter refused: told the definition whose value is wrong or missing, before nil is returned.
    func arguments(
        _ arguments: [Argument],
        as definitions: DefinitionTable<InputValueDefinition>,
        _ variables: [String: JSON],
        refused: (InputValueDefinition) -> Void
    ) -> JSONObject? {
        var pairs: [(String, JSON)] = []
        for definition in definitions {
            var literal = arguments.first { $0.name == definition.name }?.value
            if case .variable(let name) = literal?.kind, variables[name] == nil { literal = nil }
            if let literal {
                guard let value = value(of: literal, as: definition.type, variables: variables) else {
                    refused(definition)
                    return nil
                }
                pairs.append((definition.name, value))
            } else if let value = definition.defaultValue {
                pairs.append((definition.name, value))
            } else if definition.isRequired {
                refused(definition)
                return nil
            }
        }
        return JSONObject(pairs)
    }

    /// The literal as it stands, for scalars; nil for what the scalar does not take.
    func plain(_ literal: Literal, takesAny: Bool, _ variables: [String: JSON]) -> JSON? {
        switch literal.kind {
        case .null: return .null
        case .boolean(let value): return .bool(value)
        case .int(let text), .float(let text): return .number(JSONNumber(text: text))
        case .string(let text): return .string(text)
        case .enumeration(let name): return takesAny ? .string(name) : nil
        case .variable(let name): return variables[name] ?? .null
        case .list(let items):
            guard takesAny else { return nil }
            return .array(items.map { plain($0, takesAny: true, variables) ?? .null })
        case .object(let members):
            guard takesAny else { return nil }
            return .object(JSONObject(members.map { ($0.name, plain($0.value, takesAny: true, variables) ?? .null) }))
        }
    }
}

/// Something wrong inside the value of a variable, in graphql-ruby's words.
struct InputProblem {
    /// Names and indices from the variable inwards.
    let path: [String]
    let explanation: String
}

extension InputCoercion {
    /// Coerces a value that came in as JSON; what is wrong with it goes to `problems`, and the result then means
    /// nothing.
    func value(
        of json: JSON, as type: TypeReference, path: [String] = [], into problems: inout [InputProblem]
    ) -> JSON {
        guard problems.count < Self.problemLimit, path.count < Self.depthLimit else {
            if problems.isEmpty { problems.append(InputProblem(path: [], explanation: "Value nests too deeply")) }
            return .null
        }
        if json.isNull {
            if type.isNonNull {
                problems.append(InputProblem(path: path, explanation: "Expected value to not be null"))
            }
            return .null
        }
        switch type {
        case .nonNull(let inner): return value(of: json, as: inner, path: path, into: &problems)
        case .list(let item):
            guard case .array(let elements) = json else {
                return .array([value(of: json, as: item, path: path, into: &problems)])
            }
            var values: [JSON] = []
            values.reserveCapacity(elements.count)
            for (index, element) in elements.enumerated() {
                values.append(value(of: element, as: item, path: path + ["\(index)"], into: &problems))
            }
            return .array(values)
        case .named(let name): return value(of: json, named: name, path: path, into: &problems)
        }
    }

    private func value(
        of json: JSON, named name: String, path: [String], into problems: inout [InputProblem]
    ) -> JSON {
        switch types[name] {
        case .scalar(let scalar):
            if let value = scalar.coding.input(json) { return value }
            problems.append(
                InputProblem(path: path, explanation: "Could not coerce value \(Self.excerpt(json)) to \(name)"))
        case .enumeration(let type):
            if case .string(let value) = json, type.values[value] != nil { return json }
            let names = type.values.names.joined(separator: ", ")
            problems.append(
                InputProblem(path: path, explanation: "Expected \(Self.excerpt(json)) to be one of: \(names)"))
        case .input(let type):
            if case .object(let object) = json {
                return self.object(object, as: type, path: path, into: &problems)
            }
            problems.append(
                InputProblem(path: path, explanation: "Expected \(Self.excerpt(json)) to be a key-value object."))
        case .object, .interface, .union, nil:
            problems.append(InputProblem(path: path, explanation: "\(name) is no input type"))
        }
        return .null
    }

    private func object(
        _ object: JSONObject, as type: InputObjectType, path: [String], into problems: inout [InputProblem]
    ) -> JSON {
        for member in object where type.fields[member.key] == nil && problems.count < Self.problemLimit {
            problems.append(
                InputProblem(path: path + [member.key], explanation: "Field is not defined on \(type.name)"))
        }
        let given = Dictionary(uniqueKeysWithValues: object.members.map { ($0.key, $0.value) })
        var pairs: [(String, JSON)] = []
        for field in type.fields {
            if let json = given[field.name] {
                let value = value(of: json, as: field.type, path: path + [field.name], into: &problems)
                pairs.append((field.name, value))
            } else if let value = field.defaultValue {
                pairs.append((field.name, value))
            } else if field.isRequired {
                problems.append(
                    InputProblem(path: path + [field.name], explanation: "Expected value to not be null"))
            }
        }
        return .object(JSONObject(pairs))
    }

    /// A value for an error text: long ones are cut, and only what is shown is written.
    private static func excerpt(_ json: JSON) -> String {
        var text = ""
        append(json, to: &text)
        let shown = text.unicodeScalars.prefix(excerptLength)
        return shown.endIndex < text.unicodeScalars.endIndex ? "\(String(shown))…" : text
    }

    private static let excerptLength = 200

    private static func append(_ json: JSON, to text: inout String) {
        switch json {
        case .array(let elements):
            text += "["
            for (index, element) in elements.enumerated() {
                if text.utf8.count > 4 * excerptLength { return }
                if index > 0 { text += "," }
                append(element, to: &text)
            }
            text += "]"
        case .object(let object):
            text += "{"
            for (index, member) in object.members.enumerated() {
                if text.utf8.count > 4 * excerptLength { return }
                if index > 0 { text += "," }
                append(.string(member.key), to: &text)
                text += ":"
                append(member.value, to: &text)
            }
            text += "}"
        case .string(let string):
            text += JSON.string(String(string.unicodeScalars.prefix(excerptLength + 1))).text
        default: text += json.text
        }
    }
}
