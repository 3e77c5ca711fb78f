/// One lexical token (specification section 2.1.6).
package struct Token: Sendable, Hashable {
    /// The kinds of token; the raw value is the name graphql-ruby uses in its syntax errors.
    package enum Kind: String, Sendable, Hashable {
        case name = "NAME"
        case int = "INT"
        case float = "FLOAT"
        case string = "STRING"
        case blockString = "BLOCK_STRING"
        case leftBrace = "LCURLY"
        case rightBrace = "RCURLY"
        case leftParenthesis = "LPAREN"
        case rightParenthesis = "RPAREN"
        case leftBracket = "LBRACKET"
        case rightBracket = "RBRACKET"
        case colon = "COLON"
        case equals = "EQUALS"
        case bang = "BANG"
        case pipe = "PIPE"
        case ampersand = "AMP"
        case dollar = "VAR_SIGN"
        case at = "DIR_SIGN"
        case spread = "ELLIPSIS"
        case end = "EOF"
    }

    package let kind: Kind
    /// A name, the digits of a number, the value of a string (escapes and block indentation resolved), or the
    /// punctuator itself.
    package let text: String
    package let location: SourceLocation

    /// How a syntax error names the token.
    var spoken: String { "\(kind.rawValue) (\"\(text)\")" }
}
