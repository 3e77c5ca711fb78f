/// Cuts a document into tokens, one at a time and in one pass (specification section 2.1).
///
/// White space, line ends, commas, comments and a byte order mark are skipped. It reads UTF-8 and never looks back, so
/// a long line costs no more than a long document.
package struct Lexer {
    let bytes: [UInt8]
    var position = 0
    private var line = 1
    private var lineStart = 0
    /// Continuation bytes of UTF-8 in the current line so far: what separates its byte count from its scalar count.
    private var continuationBytes = 0

    package init(_ source: String) {
        bytes = Array(source.utf8)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            position = 3
            lineStart = 3
        }
    }

    /// The place of the next byte.
    var location: SourceLocation {
        SourceLocation(line: line, column: position - lineStart - continuationBytes + 1)
    }

    var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    func peek(at offset: Int) -> UInt8? {
        position + offset < bytes.count ? bytes[position + offset] : nil
    }

    /// The next token; `.end` when the text is used up, as often as it is asked for.
    package mutating func next() throws(SyntaxError) -> Token {
        skipIgnored()
        let start = location
        guard let byte = peek else { return Token(kind: .end, text: "", location: start) }
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"):
            return name(at: start)
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
            return try number(at: start)
        case UInt8(ascii: "\""):
            return try string(at: start)
        case UInt8(ascii: "."):
            guard peek(at: 1) == byte, peek(at: 2) == byte else { throw SyntaxError("Expected \"...\"", at: start) }
            position += 3
            return Token(kind: .spread, text: "...", location: start)
        default:
            guard let kind = Self.punctuator(byte) else {
                throw SyntaxError("Unexpected character \(quotedScalar())", at: start)
            }
            position += 1
            return Token(kind: kind, text: String(UnicodeScalar(byte)), location: start)
        }
    }

    /// Moves over one byte that is no line end.
    mutating func advance() {
        if bytes[position] & 0xC0 == 0x80 { continuationBytes += 1 }
        position += 1
    }

    /// Moves over a line end: LF, CR, or CR and LF together.
    mutating func advanceLine() {
        position += bytes[position] == 0x0D && peek(at: 1) == 0x0A ? 2 : 1
        line += 1
        lineStart = position
        continuationBytes = 0
    }

    func text(from start: Int) -> String { String(decoding: bytes[start..<position], as: UTF8.self) }

    /// The scalar at the current position in double quotes, for error texts.
    func quotedScalar() -> String {
        let rest = String(decoding: bytes[position..<min(position + 4, bytes.count)], as: UTF8.self)
        guard let scalar = rest.unicodeScalars.first else { return "\"\"" }
        return scalar.value < 0x20 ? "U+\(String(scalar.value, radix: 16, uppercase: true))" : "\"\(scalar)\""
    }

    private mutating func skipIgnored() {
        while let byte = peek {
            switch byte {
            case 0x20, 0x09, UInt8(ascii: ","): position += 1
            case 0x0A, 0x0D: advanceLine()
            case UInt8(ascii: "#"):
                while let comment = peek, comment != 0x0A, comment != 0x0D { advance() }
            default: return
            }
        }
    }

    private mutating func name(at start: SourceLocation) -> Token {
        let first = position
        while let byte = peek, Self.continuesName(byte) { position += 1 }
        return Token(kind: .name, text: text(from: first), location: start)
    }

    private mutating func number(at start: SourceLocation) throws(SyntaxError) -> Token {
        let first = position
        if peek == UInt8(ascii: "-") { position += 1 }
        if peek == UInt8(ascii: "0") {
            position += 1
        } else {
            try digits()
        }
        var kind = Token.Kind.int
        if peek == UInt8(ascii: ".") {
            kind = .float
            position += 1
            try digits()
        }
        if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
            kind = .float
            position += 1
            if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { position += 1 }
            try digits()
        }
        if let byte = peek, byte == UInt8(ascii: ".") || Self.continuesName(byte) {
            throw SyntaxError("Unexpected character \(quotedScalar()) after a number", at: location)
        }
        return Token(kind: kind, text: text(from: first), location: start)
    }

    private mutating func digits() throws(SyntaxError) {
        let first = position
        while let byte = peek, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") { position += 1 }
        if position == first { throw SyntaxError("Expected a digit in a number", at: location) }
    }

    private static func continuesName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    private static func punctuator(_ byte: UInt8) -> Token.Kind? {
        switch byte {
        case UInt8(ascii: "{"): .leftBrace
        case UInt8(ascii: "}"): .rightBrace
        case UInt8(ascii: "("): .leftParenthesis
        case UInt8(ascii: ")"): .rightParenthesis
        case UInt8(ascii: "["): .leftBracket
        case UInt8(ascii: "]"): .rightBracket
        case UInt8(ascii: ":"): .colon
        case UInt8(ascii: "="): .equals
        case UInt8(ascii: "!"): .bang
        case UInt8(ascii: "|"): .pipe
        case UInt8(ascii: "&"): .ampersand
        case UInt8(ascii: "$"): .dollar
        case UInt8(ascii: "@"): .at
        default: nil
        }
    }
}
