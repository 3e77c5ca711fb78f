/// A recursive-descent parser of GraphQL documents: this file holds what all of the grammar uses.
///
/// It looks one token ahead, asks the lexer for tokens only as it needs them, and counts both tokens and nesting, so a
/// document beyond its `Limits` is refused as soon as it passes them.
struct Parser {
    private var lexer: Lexer
    private let limits: Limits
    private var tokensLeft: Int
    private var depth = 0
    /// The token that is looked at and not yet consumed.
    private(set) var token: Token

    init(_ source: String, limits: Limits) throws(SyntaxError) {
        lexer = Lexer(source)
        self.limits = limits
        tokensLeft = limits.tokens
        token = Token(kind: .end, text: "", location: SourceLocation(line: 1, column: 1))
        try advance()
    }

    /// Consumes the current token and looks at the next.
    mutating func advance() throws(SyntaxError) {
        token = try lexer.next()
        guard token.kind != .end else { return }
        tokensLeft -= 1
        if tokensLeft < 0 {
            throw SyntaxError("This document has more than \(limits.tokens) tokens", at: token.location)
        }
    }

    func isAt(_ kind: Token.Kind) -> Bool { token.kind == kind }

    func isAt(keyword: String) -> Bool { token.kind == .name && token.text == keyword }

    /// Consumes the token when it is of this kind.
    mutating func skip(_ kind: Token.Kind) throws(SyntaxError) -> Bool {
        guard token.kind == kind else { return false }
        try advance()
        return true
    }

    mutating func skip(keyword: String) throws(SyntaxError) -> Bool {
        guard isAt(keyword: keyword) else { return false }
        try advance()
        return true
    }

    @discardableResult
    mutating func expect(_ kind: Token.Kind) throws(SyntaxError) -> Token {
        guard token.kind == kind else { throw unexpected(kind.rawValue) }
        let found = token
        try advance()
        return found
    }

    mutating func expect(keyword: String) throws(SyntaxError) {
        guard isAt(keyword: keyword) else { throw unexpected("\"\(keyword)\"") }
        try advance()
    }

    mutating func name() throws(SyntaxError) -> String { try expect(.name).text }

    func unexpected(_ expected: String) -> SyntaxError {
        if token.kind == .end { return SyntaxError("Unexpected end of document", at: token.location) }
        return SyntaxError("Expected \(expected), actual: \(token.spoken)", at: token.location)
    }

    /// Parses `open item+ close`.
    mutating func many<Item>(
        _ open: Token.Kind, _ close: Token.Kind, _ item: (inout Parser) throws(SyntaxError) -> Item
    ) throws(SyntaxError) -> [Item] {
        try expect(open)
        var items: [Item] = []
        repeat { items.append(try item(&self)) } while try !skip(close)
        return items
    }

    /// Parses `open item+ close`, or nothing when the opening token is not there.
    mutating func optionalMany<Item>(
        _ open: Token.Kind, _ close: Token.Kind, _ item: (inout Parser) throws(SyntaxError) -> Item
    ) throws(SyntaxError) -> [Item] {
        isAt(open) ? try many(open, close, item) : []
    }

    /// Runs the body one level deeper; every rule of the grammar that can contain itself goes through here.
    mutating func nested<Item>(_ body: (inout Parser) throws(SyntaxError) -> Item) throws(SyntaxError) -> Item {
        guard depth < limits.nestingDepth else {
            throw SyntaxError("This document nests deeper than \(limits.nestingDepth) levels", at: token.location)
        }
        depth += 1
        defer { depth -= 1 }
        return try body(&self)
    }
}
