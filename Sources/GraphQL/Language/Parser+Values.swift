/// Values, types, arguments and directives: the parts both kinds of document share.
extension Parser {
    /// - Parameter isConstant: whether variables are refused, as in defaults and in schema text.
    mutating func literal(isConstant: Bool) throws(SyntaxError) -> Literal {
        let start = token
        let kind: Literal.Kind
        switch start.kind {
        case .int: kind = .int(start.text)
        case .float: kind = .float(start.text)
        case .string, .blockString: kind = .string(start.text)
        case .name:
            switch start.text {
            case "true": kind = .boolean(true)
            case "false": kind = .boolean(false)
            case "null": kind = .null
            default: kind = .enumeration(start.text)
            }
        case .dollar:
            guard !isConstant else { throw unexpected("a constant value") }
            try advance()
            return Literal(kind: .variable(try name()), location: start.location)
        case .leftBracket: return try nested { parser throws(SyntaxError) in try parser.list(isConstant: isConstant) }
        case .leftBrace: return try nested { parser throws(SyntaxError) in try parser.object(isConstant: isConstant) }
        default: throw unexpected("a value")
        }
        try advance()
        return Literal(kind: kind, location: start.location)
    }

    private mutating func list(isConstant: Bool) throws(SyntaxError) -> Literal {
        let location = try expect(.leftBracket).location
        var items: [Literal] = []
        while try !skip(.rightBracket) { items.append(try literal(isConstant: isConstant)) }
        return Literal(kind: .list(items), location: location)
    }

    private mutating func object(isConstant: Bool) throws(SyntaxError) -> Literal {
        let location = try expect(.leftBrace).location
        var members: [Argument] = []
        while try !skip(.rightBrace) { members.append(try argument(isConstant: isConstant)) }
        return Literal(kind: .object(members), location: location)
    }

    private mutating func argument(isConstant: Bool) throws(SyntaxError) -> Argument {
        let name = try expect(.name)
        try expect(.colon)
        return Argument(name: name.text, value: try literal(isConstant: isConstant), location: name.location)
    }

    mutating func arguments(isConstant: Bool) throws(SyntaxError) -> [Argument] {
        try optionalMany(.leftParenthesis, .rightParenthesis) { parser throws(SyntaxError) in
            try parser.argument(isConstant: isConstant)
        }
    }

    mutating func directives(isConstant: Bool) throws(SyntaxError) -> [AppliedDirective] {
        var directives: [AppliedDirective] = []
        while isAt(.at) {
            let location = try expect(.at).location
            let name = try name()
            let arguments = try arguments(isConstant: isConstant)
            directives.append(AppliedDirective(name: name, arguments: arguments, location: location))
        }
        return directives
    }

    mutating func typeReference() throws(SyntaxError) -> TypeReference {
        let inner: TypeReference
        if isAt(.leftBracket) {
            inner = try nested { parser throws(SyntaxError) in
                try parser.advance()
                let item = try parser.typeReference()
                try parser.expect(.rightBracket)
                return .list(item)
            }
        } else {
            inner = .named(try name())
        }
        return try skip(.bang) ? .nonNull(inner) : inner
    }
}
