/// Why a text is no JSON, in the words of Go's `encoding/json`, which is what the real service answers with.
package enum JSONSyntaxError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Nothing but white space.
    case empty
    /// The text ends inside a value.
    case truncated
    /// A character that cannot stand where it does; `place` continues the sentence ("looking for beginning of value").
    case unexpected(character: String, place: String)
    case tooDeep

    package var description: String {
        switch self {
        case .empty: "EOF"
        case .truncated: "unexpected EOF"
        case .unexpected(let character, let place): "invalid character \(character) \(place)"
        case .tooDeep: "exceeded max depth"
        }
    }
}

extension JSON {
    /// How deeply values may nest. Go allows 10,000; ours keeps recursion within the stack of a concurrency thread.
    package static let maximumDepth = 500

    /// Parses one value; anything but white space after it is refused.
    package init(parsing bytes: some Sequence<UInt8>) throws(JSONSyntaxError) {
        let (value, rest) = try JSON.parsePrefix(of: Array(bytes))
        if let rest { throw .unexpected(character: JSONParser.quoted(rest), place: "after top-level value") }
        self = value
    }

    package init(parsing text: String) throws(JSONSyntaxError) {
        try self.init(parsing: Array(text.utf8))
    }

    /// Parses the first value and leaves what follows it, as Go's stream decoder does with a request body.
    /// - Returns: the value, and the first byte after it that is not white space.
    package static func parsePrefix(of bytes: [UInt8]) throws(JSONSyntaxError) -> (JSON, rest: UInt8?) {
        var result: Result<(JSON, UInt8?), JSONSyntaxError> = .failure(.empty)
        bytes.withUnsafeBufferPointer { buffer in
            var parser = JSONParser(bytes: buffer)
            do throws(JSONSyntaxError) {
                let value = try parser.document()
                parser.skipWhitespace()
                result = .success((value, parser.peek))
            } catch {
                result = .failure(error)
            }
        }
        let (value, rest) = try result.get()
        return (value, rest: rest)
    }
}

/// A recursive-descent parser of RFC 8259 over raw bytes.
struct JSONParser {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0

    init(bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    mutating func document() throws(JSONSyntaxError) -> JSON {
        skipWhitespace()
        guard peek != nil else { throw .empty }
        return try value(depth: 0)
    }

    mutating func skipWhitespace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return
            }
        }
    }

    private mutating func value(depth: Int) throws(JSONSyntaxError) -> JSON {
        guard depth < JSON.maximumDepth else { throw .tooDeep }
        guard let first = peek else { throw .truncated }
        switch first {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"):
            try literal("true")
            return .bool(true)
        case UInt8(ascii: "f"):
            try literal("false")
            return .bool(false)
        case UInt8(ascii: "n"):
            try literal("null")
            return .null
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: throw unexpected("looking for beginning of value")
        }
    }

    private mutating func object(depth: Int) throws(JSONSyntaxError) -> JSON {
        position += 1
        var members: [JSONObject.Member] = []
        skipWhitespace()
        if peek == UInt8(ascii: "}") {
            position += 1
            return .object(JSONObject())
        }
        while true {
            skipWhitespace()
            guard peek == UInt8(ascii: "\"") else {
                throw try unexpectedOrTruncated("looking for beginning of object key string")
            }
            let key = try string()
            skipWhitespace()
            guard peek == UInt8(ascii: ":") else { throw try unexpectedOrTruncated("after object key") }
            position += 1
            skipWhitespace()
            members.append(JSONObject.Member(key: key, value: try value(depth: depth + 1)))
            skipWhitespace()
            switch peek {
            case UInt8(ascii: ","): position += 1
            case UInt8(ascii: "}"):
                position += 1
                return .object(JSONObject(members: members))
            default: throw try unexpectedOrTruncated("after object key:value pair")
            }
        }
    }

    private mutating func array(depth: Int) throws(JSONSyntaxError) -> JSON {
        position += 1
        var elements: [JSON] = []
        skipWhitespace()
        if peek == UInt8(ascii: "]") {
            position += 1
            return .array([])
        }
        while true {
            skipWhitespace()
            elements.append(try value(depth: depth + 1))
            skipWhitespace()
            switch peek {
            case UInt8(ascii: ","): position += 1
            case UInt8(ascii: "]"):
                position += 1
                return .array(elements)
            default: throw try unexpectedOrTruncated("after array element")
            }
        }
    }

    private mutating func literal(_ word: StaticString) throws(JSONSyntaxError) {
        for index in 0..<word.utf8CodeUnitCount {
            let expected = word.utf8Start[index]
            guard peek == expected else {
                let letter = String(UnicodeScalar(expected))
                throw try unexpectedOrTruncated("in literal \(word) (expecting '\(letter)')")
            }
            position += 1
        }
    }

    private mutating func number() throws(JSONSyntaxError) -> JSON {
        let start = position
        if peek == UInt8(ascii: "-") { position += 1 }
        if peek == UInt8(ascii: "0") {
            position += 1
        } else {
            try digits("in numeric literal")
        }
        if peek == UInt8(ascii: ".") {
            position += 1
            try digits("after decimal point in numeric literal")
        }
        if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
            position += 1
            if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { position += 1 }
            try digits("in exponent of numeric literal")
        }
        let text = String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<position]), as: UTF8.self)
        return .number(JSONNumber(text: text))
    }

    private mutating func digits(_ place: String) throws(JSONSyntaxError) {
        let start = position
        while let byte = peek, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") { position += 1 }
        if position == start { throw try unexpectedOrTruncated(place) }
    }

    private mutating func string() throws(JSONSyntaxError) -> String {
        position += 1
        let start = position
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                let text = String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<position]), as: UTF8.self)
                position += 1
                return text
            }
            if byte == UInt8(ascii: "\\") { return try escapedString(from: start) }
            if byte < 0x20 { throw unexpected("in string literal") }
            position += 1
        }
        throw .truncated
    }

    private mutating func escapedString(from start: Int) throws(JSONSyntaxError) -> String {
        var units = Array(bytes[start..<position])
        while let byte = peek {
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return String(decoding: units, as: UTF8.self)
            case UInt8(ascii: "\\"):
                position += 1
                try escape(into: &units)
            case 0..<0x20: throw unexpected("in string literal")
            default:
                units.append(byte)
                position += 1
            }
        }
        throw .truncated
    }

    private mutating func escape(into units: inout [UInt8]) throws(JSONSyntaxError) {
        guard let letter = peek else { throw .truncated }
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): units.append(letter)
        case UInt8(ascii: "b"): units.append(0x08)
        case UInt8(ascii: "f"): units.append(0x0C)
        case UInt8(ascii: "n"): units.append(0x0A)
        case UInt8(ascii: "r"): units.append(0x0D)
        case UInt8(ascii: "t"): units.append(0x09)
        case UInt8(ascii: "u"):
            position += 1
            units.append(contentsOf: Array(String(try unicodeEscape()).utf8))
            return
        default: throw unexpected("in string escape code")
        }
        position += 1
    }

    /// A surrogate that finds no partner becomes U+FFFD, as in Go.
    private mutating func unicodeEscape() throws(JSONSyntaxError) -> UnicodeScalar {
        let replacement: UnicodeScalar = "\u{FFFD}"
        let first = try hexadecimal()
        guard (0xD800..<0xE000).contains(first) else { return UnicodeScalar(first) ?? replacement }
        guard first < 0xDC00, position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
            bytes[position + 1] == UInt8(ascii: "u")
        else { return replacement }
        let mark = position
        position += 2
        let second = try hexadecimal()
        guard (0xDC00..<0xE000).contains(second) else {
            position = mark
            return replacement
        }
        return UnicodeScalar(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00)) ?? replacement
    }

    private mutating func hexadecimal() throws(JSONSyntaxError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = peek else { throw .truncated }
            guard let digit = Character(UnicodeScalar(byte)).hexDigitValue, byte < 0x80 else {
                throw unexpected("in \\u hexadecimal character escape")
            }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }

    private func unexpectedOrTruncated(_ place: String) throws(JSONSyntaxError) -> JSONSyntaxError {
        peek == nil ? .truncated : unexpected(place)
    }

    private func unexpected(_ place: String) -> JSONSyntaxError {
        .unexpected(character: Self.quoted(bytes[position]), place: place)
    }

    /// One byte between single quotes as Go's `encoding/json` shows it.
    static func quoted(_ byte: UInt8) -> String {
        switch byte {
        case UInt8(ascii: "'"): return "'\\''"
        case 0x07: return "'\\a'"
        case 0x08: return "'\\b'"
        case 0x0C: return "'\\f'"
        case 0x0A: return "'\\n'"
        case 0x0D: return "'\\r'"
        case 0x09: return "'\\t'"
        case 0x0B: return "'\\v'"
        case UInt8(ascii: "\\"): return "'\\\\'"
        case 0x20..<0x7F: return "'\(UnicodeScalar(byte))'"
        case 0x80...: return "'\(UnicodeScalar(byte))'"
        default:
            let digits = String(byte, radix: 16)
            return "'\\x\(digits.count == 1 ? "0" : "")\(digits)'"
        }
    }
}
