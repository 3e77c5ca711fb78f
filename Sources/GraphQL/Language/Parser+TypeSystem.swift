extension TypeSystemDocument {
    /// Parses schema text. Operations and fragments in it are a syntax error.
    package init(parsing source: String, limits: Limits = .schemaText) throws(SyntaxError) {
        var parser = try Parser(source, limits: limits)
        var definitions: [TypeSystemDefinition] = []
        var extensions: [TypeSystemDefinition] = []
        repeat {
            if try parser.skip(keyword: "extend") {
                extensions.append(try parser.typeSystemExtension())
            } else {
                definitions.append(try parser.typeSystemDefinition())
            }
        } while !parser.isAt(.end)
        self.init(definitions: definitions, extensions: extensions)
    }
}

/// Type system definitions (specification section 3).
extension Parser {
    /// What follows `extend`: a definition without a description, and not of a directive.
    mutating func typeSystemExtension() throws(SyntaxError) -> TypeSystemDefinition {
        if isAt(.string) || isAt(.blockString) || isAt(keyword: "directive") { throw unexpected("a type extension") }
        return try typeSystemDefinition()
    }

    mutating func typeSystemDefinition() throws(SyntaxError) -> TypeSystemDefinition {
        let description = try description()
        let start = token
        guard start.kind == .name else { throw unexpected("a type system definition") }
        switch start.text {
        case "schema": return .schema(try schema(description))
        case "scalar": return .scalar(try scalar(description))
        case "type": return .object(try fielded(description))
        case "interface": return .interface(try fielded(description))
        case "union": return .union(try union(description))
        case "enum": return .enumeration(try enumeration(description))
        case "input": return .input(try input(description))
        case "directive": return .directive(try directive(description))
        default: throw unexpected("a type system definition")
        }
    }

    mutating func description() throws(SyntaxError) -> String? {
        guard isAt(.string) || isAt(.blockString) else { return nil }
        let text = token.text
        try advance()
        return text
    }

    /// Consumes the keyword of a definition and gives its place.
    private mutating func keyword() throws(SyntaxError) -> SourceLocation { try expect(.name).location }

    private mutating func schema(_ description: String?) throws(SyntaxError) -> SchemaDefinition {
        let location = try keyword()
        _ = try directives(isConstant: true)
        let roots = try optionalMany(.leftBrace, .rightBrace) { parser throws(SyntaxError) -> SchemaDefinition.Root in
            guard parser.isAt(.name), let kind = OperationKind(rawValue: parser.token.text) else {
                throw parser.unexpected("\"query\", \"mutation\" or \"subscription\"")
            }
            try parser.advance()
            try parser.expect(.colon)
            return SchemaDefinition.Root(kind: kind, typeName: try parser.name())
        }
        return SchemaDefinition(description: description, roots: roots, location: location)
    }

    private mutating func scalar(_ description: String?) throws(SyntaxError) -> ScalarSyntax {
        let location = try keyword()
        return ScalarSyntax(
            description: description, name: try name(), directives: try directives(isConstant: true),
            location: location)
    }

    private mutating func fielded(_ description: String?) throws(SyntaxError) -> FieldedSyntax {
        let location = try keyword()
        return FieldedSyntax(
            description: description,
            name: try name(),
            interfaces: try skip(keyword: "implements") ? try names(separatedBy: .ampersand) : [],
            directives: try directives(isConstant: true),
            fields: try optionalMany(.leftBrace, .rightBrace) { parser throws(SyntaxError) in
                try parser.fieldDefinition()
            },
            location: location)
    }

    private mutating func fieldDefinition() throws(SyntaxError) -> FieldSyntax {
        let description = try description()
        let name = try expect(.name)
        let arguments = try argumentDefinitions()
        try expect(.colon)
        return FieldSyntax(
            description: description, name: name.text, arguments: arguments, type: try typeReference(),
            directives: try directives(isConstant: true), location: name.location)
    }

    private mutating func argumentDefinitions() throws(SyntaxError) -> [InputValueSyntax] {
        try optionalMany(.leftParenthesis, .rightParenthesis) { parser throws(SyntaxError) in
            try parser.inputValueDefinition()
        }
    }

    private mutating func inputValueDefinition() throws(SyntaxError) -> InputValueSyntax {
        let description = try description()
        let name = try expect(.name)
        try expect(.colon)
        return InputValueSyntax(
            description: description,
            name: name.text,
            type: try typeReference(),
            defaultValue: try skip(.equals) ? try literal(isConstant: true) : nil,
            directives: try directives(isConstant: true),
            location: name.location)
    }

    private mutating func union(_ description: String?) throws(SyntaxError) -> UnionSyntax {
        let location = try keyword()
        return UnionSyntax(
            description: description,
            name: try name(),
            directives: try directives(isConstant: true),
            members: try skip(.equals) ? try names(separatedBy: .pipe) : [],
            location: location)
    }

    private mutating func enumeration(_ description: String?) throws(SyntaxError) -> EnumSyntax {
        let location = try keyword()
        return EnumSyntax(
            description: description,
            name: try name(),
            directives: try directives(isConstant: true),
            values: try optionalMany(.leftBrace, .rightBrace) { parser throws(SyntaxError) in
                try parser.enumValue()
            },
            location: location)
    }

    private mutating func enumValue() throws(SyntaxError) -> EnumSyntax.Value {
        let description = try description()
        if ["true", "false", "null"].contains(token.text) { throw unexpected("an enum value") }
        let name = try expect(.name)
        return EnumSyntax.Value(
            description: description, name: name.text, directives: try directives(isConstant: true),
            location: name.location)
    }

    private mutating func input(_ description: String?) throws(SyntaxError) -> InputSyntax {
        let location = try keyword()
        return InputSyntax(
            description: description,
            name: try name(),
            directives: try directives(isConstant: true),
            fields: try optionalMany(.leftBrace, .rightBrace) { parser throws(SyntaxError) in
                try parser.inputValueDefinition()
            },
            location: location)
    }

    private mutating func directive(_ description: String?) throws(SyntaxError) -> DirectiveSyntax {
        let location = try keyword()
        try expect(.at)
        let name = try name()
        let arguments = try argumentDefinitions()
        let isRepeatable = try skip(keyword: "repeatable")
        try expect(keyword: "on")
        _ = try skip(.pipe)
        var locations: [DirectiveLocation] = []
        repeat {
            guard isAt(.name), let place = DirectiveLocation(rawValue: token.text) else {
                throw unexpected("a directive location")
            }
            locations.append(place)
            try advance()
        } while try skip(.pipe)
        return DirectiveSyntax(
            description: description, name: name, arguments: arguments, isRepeatable: isRepeatable,
            locations: locations, location: location)
    }

    /// Names with a separator between them, and perhaps one before the first.
    private mutating func names(separatedBy separator: Token.Kind) throws(SyntaxError) -> [String] {
        _ = try skip(separator)
        var names: [String] = []
        repeat { names.append(try name()) } while try skip(separator)
        return names
    }
}
