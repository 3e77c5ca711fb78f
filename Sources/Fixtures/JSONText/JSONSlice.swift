/// The decoding of single values out of a file's bytes.
enum JSONSlice {
    /// The text of a JSON string that was checked already.
    /// - Parameter range: without the quotes.
    static func text(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> String {
        let slice = bytes[range]
        guard slice.contains(UInt8(ascii: "\\")) else { return String(decoding: slice, as: UTF8.self) }
        return String(decoding: unescaped(slice), as: UTF8.self)
    }

    /// What a JSON string without its quotes stands for, in UTF-8; a surrogate without partner becomes U+FFFD.
    static func unescaped(_ slice: some Collection<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(slice.count)
        var iterator = slice.makeIterator()
        var pendingHigh: UInt32?
        func flush() {
            if pendingHigh != nil { result.append(contentsOf: [0xEF, 0xBF, 0xBD]) }
            pendingHigh = nil
        }
        while let byte = iterator.next() {
            guard byte == UInt8(ascii: "\\"), let letter = iterator.next() else {
                flush()
                result.append(byte)
                continue
            }
            guard letter == UInt8(ascii: "u") else {
                flush()
                result.append(plain(letter))
                continue
            }
            var unit: UInt32 = 0
            for _ in 0..<4 {
                if let digit = iterator.next() { unit = unit << 4 | UInt32(hexValue(digit)) }
            }
            if let high = pendingHigh, (0xDC00..<0xE000).contains(unit) {
                pendingHigh = nil
                append(0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00), to: &result)
                continue
            }
            flush()
            if (0xD800..<0xDC00).contains(unit) { pendingHigh = unit } else { append(unit, to: &result) }
        }
        flush()
        return result
    }

    private static func append(_ value: UInt32, to result: inout [UInt8]) {
        let scalar = UnicodeScalar(value) ?? "\u{FFFD}"
        result.append(contentsOf: String(scalar).utf8)
    }

    private static func plain(_ letter: UInt8) -> UInt8 {
        switch letter {
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: letter
        }
    }

    static func hexValue(_ digit: UInt8) -> UInt8 {
        digit.isASCIIDigit ? digit - 0x30 : (digit.asciiLowercased &- 0x61) &+ 10
    }
}
