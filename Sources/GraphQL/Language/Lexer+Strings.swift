/// String values (specification section 2.9.4).
extension Lexer {
    mutating func string(at start: SourceLocation) throws(SyntaxError) -> Token {
        if peek(at: 1) == UInt8(ascii: "\""), peek(at: 2) == UInt8(ascii: "\"") {
            return try blockString(at: start)
        }
        position += 1
        var value: [UInt8] = []
        while let byte = peek {
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return Token(kind: .string, text: String(decoding: value, as: UTF8.self), location: start)
            case UInt8(ascii: "\\"): try escape(into: &value)
            case 0x0A, 0x0D: throw SyntaxError("Unterminated string", at: start)
            case 0x09, 0x20...:
                value.append(byte)
                advance()
            default: throw SyntaxError("Invalid character \(quotedScalar()) in a string", at: location)
            }
        }
        throw SyntaxError("Unterminated string", at: start)
    }

    private mutating func blockString(at start: SourceLocation) throws(SyntaxError) -> Token {
        position += 3
        var raw: [UInt8] = []
        while let byte = peek {
            switch byte {
            case UInt8(ascii: "\"") where isTripleQuote(at: 0):
                position += 3
                return Token(kind: .blockString, text: BlockString.value(ofRaw: raw), location: start)
            case UInt8(ascii: "\\") where isTripleQuote(at: 1):
                raw.append(contentsOf: "\"\"\"".utf8)
                position += 4
            case 0x0A, 0x0D:
                raw.append(0x0A)
                advanceLine()
            case 0x09, 0x20...:
                raw.append(byte)
                advance()
            default: throw SyntaxError("Invalid character \(quotedScalar()) in a string", at: location)
            }
        }
        throw SyntaxError("Unterminated string", at: start)
    }

    private func isTripleQuote(at offset: Int) -> Bool {
        let quote = UInt8(ascii: "\"")
        return peek(at: offset) == quote && peek(at: offset + 1) == quote && peek(at: offset + 2) == quote
    }

    private mutating func escape(into value: inout [UInt8]) throws(SyntaxError) {
        let start = location
        guard let letter = peek(at: 1) else { throw SyntaxError("Unterminated string", at: start) }
        position += 2
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): value.append(letter)
        case UInt8(ascii: "b"): value.append(0x08)
        case UInt8(ascii: "f"): value.append(0x0C)
        case UInt8(ascii: "n"): value.append(0x0A)
        case UInt8(ascii: "r"): value.append(0x0D)
        case UInt8(ascii: "t"): value.append(0x09)
        case UInt8(ascii: "u"):
            let scalar = try unicodeEscape(from: start)
            value.append(contentsOf: Array(String(scalar).utf8))
        default: throw SyntaxError("Invalid escape in a string", at: start)
        }
    }

    /// What follows `\u`: four digits, a surrogate pair of two such escapes, or any count of digits in braces (the
    /// last is newer than October 2021 and harmless).
    private mutating func unicodeEscape(from start: SourceLocation) throws(SyntaxError) -> UnicodeScalar {
        let code: UInt32
        if peek == UInt8(ascii: "{") {
            position += 1
            code = try bracedCode(from: start)
        } else {
            let first = try fourDigits(from: start)
            if (0xD800..<0xDC00).contains(first), peek == UInt8(ascii: "\\"), peek(at: 1) == UInt8(ascii: "u") {
                position += 2
                let second = try fourDigits(from: start)
                guard (0xDC00..<0xE000).contains(second) else {
                    throw SyntaxError("Invalid Unicode escape in a string", at: start)
                }
                code = 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00)
            } else {
                code = first
            }
        }
        guard let scalar = UnicodeScalar(code) else {
            throw SyntaxError("Invalid Unicode escape in a string", at: start)
        }
        return scalar
    }

    private mutating func fourDigits(from start: SourceLocation) throws(SyntaxError) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = peek.flatMap(Self.hexadecimal) else {
                throw SyntaxError("Invalid Unicode escape in a string", at: start)
            }
            code = code << 4 | digit
            position += 1
        }
        return code
    }

    private mutating func bracedCode(from start: SourceLocation) throws(SyntaxError) -> UInt32 {
        let first = position
        var code: UInt32 = 0
        while let digit = peek.flatMap(Self.hexadecimal), code <= 0x10FFFF {
            code = code << 4 | digit
            position += 1
        }
        guard position > first, peek == UInt8(ascii: "}") else {
            throw SyntaxError("Invalid Unicode escape in a string", at: start)
        }
        position += 1
        return code
    }

    private static func hexadecimal(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a")) + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A")) + 10
        default: nil
        }
    }
}
