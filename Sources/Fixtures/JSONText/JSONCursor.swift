/// Why a text is no JSON, and where.
struct JSONDamage: Error, Hashable {
    enum Kind: Hashable {
        /// The text ends inside a value.
        case truncated
        /// Something stands where it cannot.
        case unexpected
    }

    let kind: Kind
    /// Counted in bytes from the beginning of the text.
    let offset: Int
}

/// Walks over JSON text without building anything: checks the grammar, skips values, gives back where they stand.
///
/// A recording of thousands of exchanges is read this way, so that what is never asked for is never decoded.
struct JSONCursor {
    private let base: UnsafeRawPointer
    let end: Int
    private(set) var position: Int

    private static let maximumDepth = 500

    /// - Parameter bytes: must live for as long as the cursor is used.
    init?(_ bytes: UnsafeRawBufferPointer, from start: Int = 0) {
        guard let base = bytes.baseAddress else { return nil }
        self.base = base
        end = bytes.count
        position = start
    }

    /// The byte at the cursor, 0 at the end of the text (which stands nowhere in JSON).
    var peek: UInt8 { position < end ? base.load(fromByteOffset: position, as: UInt8.self) : 0 }

    mutating func skipWhitespace() {
        while position < end {
            let byte = base.load(fromByteOffset: position, as: UInt8.self)
            guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
            position += 1
        }
    }

    func damage() -> JSONDamage { JSONDamage(kind: position >= end ? .truncated : .unexpected, offset: position) }

    mutating func expect(_ byte: UInt8) throws(JSONDamage) {
        guard peek == byte else { throw damage() }
        position += 1
    }

    /// Skips what follows one member or element: a comma and the white space after it, or the end.
    /// - Returns: whether another one follows.
    mutating func another(before close: UInt8) throws(JSONDamage) -> Bool {
        skipWhitespace()
        let byte = peek
        position += 1
        if byte == close { return false }
        guard byte == UInt8(ascii: ",") else {
            position -= 1
            throw damage()
        }
        skipWhitespace()
        return true
    }

    /// Opens an object or array.
    /// - Returns: whether it has anything in it; an empty one is skipped whole.
    mutating func open(_ bracket: UInt8, close: UInt8) throws(JSONDamage) -> Bool {
        try expect(bracket)
        skipWhitespace()
        guard peek == close else { return true }
        position += 1
        return false
    }

    /// The key at the cursor, without its quotes; the cursor then stands before the value.
    mutating func key() throws(JSONDamage) -> Range<Int> {
        let quoted = try string()
        skipWhitespace()
        try expect(UInt8(ascii: ":"))
        skipWhitespace()
        return quoted.lowerBound + 1..<quoted.upperBound - 1
    }

    /// Skips one value.
    /// - Returns: where it stands.
    @discardableResult
    mutating func value(depth: Int = 0) throws(JSONDamage) -> Range<Int> {
        let start = position
        switch peek {
        case UInt8(ascii: "\""): try string()
        case UInt8(ascii: "{"):
            guard depth < Self.maximumDepth else { throw damage() }
            guard try open(UInt8(ascii: "{"), close: UInt8(ascii: "}")) else { break }
            repeat {
                _ = try key()
                try value(depth: depth + 1)
            } while try another(before: UInt8(ascii: "}"))
        case UInt8(ascii: "["):
            guard depth < Self.maximumDepth else { throw damage() }
            guard try open(UInt8(ascii: "["), close: UInt8(ascii: "]")) else { break }
            repeat { try value(depth: depth + 1) } while try another(before: UInt8(ascii: "]"))
        case UInt8(ascii: "t"): try word("true")
        case UInt8(ascii: "f"): try word("false")
        case UInt8(ascii: "n"): try word("null")
        default: try number()
        }
        return start..<position
    }

    /// Skips a string.
    /// - Returns: where it stands, quotes included.
    @discardableResult
    mutating func string() throws(JSONDamage) -> Range<Int> {
        let start = position
        try expect(UInt8(ascii: "\""))
        while true {
            skipPlainText()
            guard position < end else { throw damage() }
            let byte = base.load(fromByteOffset: position, as: UInt8.self)
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return start..<position
            case UInt8(ascii: "\\"): try escape()
            case 0x80...: try scalar(byte)
            case ..<0x20: throw damage()
            default: position += 1
            }
        }
    }

    /// Passes over printable ASCII eight bytes at a time, up to anything that needs a look.
    private mutating func skipPlainText() {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let tops: UInt64 = 0x8080_8080_8080_8080
        while position + 8 <= end {
            let chunk = base.loadUnaligned(fromByteOffset: position, as: UInt64.self)
            let quotes = chunk ^ (ones &* 0x22)
            let slashes = chunk ^ (ones &* 0x5C)
            let found =
                ((quotes &- ones) & ~quotes) | ((slashes &- ones) & ~slashes) | ((chunk &- ones &* 0x20) & ~chunk)
                | chunk
            let hits = found & tops
            guard hits == 0 else {
                // The lowest hit is exact; those above it may be echoes of the subtraction.
                position += UInt64(littleEndian: hits).trailingZeroBitCount / 8
                return
            }
            position += 8
        }
    }

    private mutating func escape() throws(JSONDamage) {
        position += 1
        switch peek {
        case UInt8(ascii: "u"):
            position += 1
            for _ in 0..<4 {
                guard peek.isHex else { throw damage() }
                position += 1
            }
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            position += 1
        default: throw damage()
        }
    }

    /// One scalar of more than one byte, by the table of well-formed UTF-8 (Unicode 3.9, table 3-7).
    private mutating func scalar(_ lead: UInt8) throws(JSONDamage) {
        let (count, second): (Int, ClosedRange<UInt8>) =
            switch lead {
            case 0xC2...0xDF: (2, 0x80...0xBF)
            case 0xE0: (3, 0xA0...0xBF)
            case 0xED: (3, 0x80...0x9F)
            case 0xE1...0xEF: (3, 0x80...0xBF)
            case 0xF0: (4, 0x90...0xBF)
            case 0xF1...0xF3: (4, 0x80...0xBF)
            case 0xF4: (4, 0x80...0x8F)
            default: throw damage()
            }
        position += 1
        for index in 1..<count {
            guard position < end, (index == 1 ? second : 0x80...0xBF).contains(peek) else { throw damage() }
            position += 1
        }
    }

    private mutating func word(_ text: StaticString) throws(JSONDamage) {
        for index in 0..<text.utf8CodeUnitCount { try expect(text.utf8Start[index]) }
    }

    private mutating func number() throws(JSONDamage) {
        if peek == UInt8(ascii: "-") { position += 1 }
        if peek == UInt8(ascii: "0") { position += 1 } else { try digits() }
        if peek == UInt8(ascii: ".") {
            position += 1
            try digits()
        }
        if peek | 0x20 == UInt8(ascii: "e") {
            position += 1
            if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { position += 1 }
            try digits()
        }
    }

    private mutating func digits() throws(JSONDamage) {
        guard peek.isASCIIDigit else { throw damage() }
        while peek.isASCIIDigit { position += 1 }
    }
}
