extension ExecutableDocument {
    /// Parses a document of operations and fragments. Type system definitions in it are a syntax error.
    package init(parsing source: String, limits: Limits = .standard) throws(SyntaxError) {
        guard source.utf8.count <= limits.bytes else {
            let start = SourceLocation(line: 1, column: 1)
            throw SyntaxError("This document has more than \(limits.bytes) bytes", at: start)
        }
        var parser = try Parser(source, limits: limits)
        var operations: [OperationDefinition] = []
        var fragments: [FragmentDefinition] = []
        repeat {
            // Descriptions are of the edition of September 2025; they are for readers.
            if try parser.description() != nil, parser.isAt(.leftBrace) {
                throw parser.unexpected("\"query\", \"mutation\", \"subscription\" or \"fragment\"")
            }
            if parser.isAt(keyword: "fragment") {
                fragments.append(try parser.fragmentDefinition())
            } else {
                operations.append(try parser.operationDefinition())
            }
        } while !parser.isAt(.end)
        self.init(operations: operations, fragments: fragments)
    }
}

/// Executable definitions (specification sections 2.2 to 2.8).
extension Parser {
    mutating func operationDefinition() throws(SyntaxError) -> OperationDefinition {
        let start = token
        if start.kind == .leftBrace {
            return OperationDefinition(
                kind: .query, name: nil, variables: [], directives: [], selections: try selectionSet(),
                location: start.location)
        }
        guard start.kind == .name, let kind = OperationKind(rawValue: start.text) else {
            throw unexpected("\"query\", \"mutation\", \"subscription\", \"fragment\" or LCURLY")
        }
        try advance()
        return OperationDefinition(
            kind: kind,
            name: isAt(.name) ? try name() : nil,
            variables: try optionalMany(.leftParenthesis, .rightParenthesis) { parser throws(SyntaxError) in
                try parser.variableDefinition()
            },
            directives: try directives(isConstant: false),
            selections: try selectionSet(),
            location: start.location)
    }

    private mutating func variableDefinition() throws(SyntaxError) -> VariableDefinition {
        _ = try description()
        let location = try expect(.dollar).location
        let name = try name()
        try expect(.colon)
        return VariableDefinition(
            name: name,
            type: try typeReference(),
            defaultValue: try skip(.equals) ? try literal(isConstant: true) : nil,
            directives: try directives(isConstant: true),
            location: location)
    }

    mutating func fragmentDefinition() throws(SyntaxError) -> FragmentDefinition {
        let location = token.location
        try expect(keyword: "fragment")
        if isAt(keyword: "on") { throw unexpected("a fragment name") }
        let name = try name()
        try expect(keyword: "on")
        return FragmentDefinition(
            name: name,
            typeCondition: try self.name(),
            directives: try directives(isConstant: false),
            selections: try selectionSet(),
            location: location)
    }

    private mutating func selectionSet() throws(SyntaxError) -> [Selection] {
        try nested { parser throws(SyntaxError) in
            try parser.many(.leftBrace, .rightBrace) { parser throws(SyntaxError) in try parser.selection() }
        }
    }

    private mutating func selection() throws(SyntaxError) -> Selection {
        isAt(.spread) ? try fragment() : .field(try field())
    }

    private mutating func field() throws(SyntaxError) -> Field {
        let first = try expect(.name)
        let aliased = try skip(.colon) ? try name() : nil
        return Field(
            alias: aliased == nil ? nil : first.text,
            name: aliased ?? first.text,
            arguments: try arguments(isConstant: false),
            directives: try directives(isConstant: false),
            selections: isAt(.leftBrace) ? try selectionSet() : [],
            location: first.location)
    }

    private mutating func fragment() throws(SyntaxError) -> Selection {
        let location = try expect(.spread).location
        if isAt(.name), !isAt(keyword: "on") {
            return .spread(
                FragmentSpread(name: try name(), directives: try directives(isConstant: false), location: location))
        }
        return .inline(
            InlineFragment(
                typeCondition: try skip(keyword: "on") ? try name() : nil,
                directives: try directives(isConstant: false),
                selections: try selectionSet(),
                location: location))
    }
}
