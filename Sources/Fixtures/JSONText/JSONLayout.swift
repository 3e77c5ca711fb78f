import OrderedJSON

/// JSON text laid out anew: white space between tokens changes, the tokens themselves never do.
///
/// Numbers keep their text, strings their escapes, objects the order of their keys and keys given twice; so what is laid
/// out for a reader is still the document that went over the wire.
enum JSONLayout {
    /// Whether the text is one JSON value and nothing else but white space, in well-formed UTF-8.
    static func isJSON(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBytes { buffer in
            guard var cursor = JSONCursor(buffer) else { return false }
            cursor.skipWhitespace()
            guard (try? cursor.value()) != nil else { return false }  // Any damage means the same here.
            cursor.skipWhitespace()
            return cursor.position == cursor.end
        }
    }

    /// Without white space between the tokens.
    /// - Parameter bytes: JSON text; anything else gives nonsense.
    static func minified(_ bytes: some Collection<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var inString = false
        var escaped = false
        for byte in bytes {
            if inString {
                result.append(byte)
                if escaped {
                    escaped = false
                } else if byte == UInt8(ascii: "\\") {
                    escaped = true
                } else if byte == UInt8(ascii: "\"") {
                    inString = false
                }
            } else if byte != 0x20, byte != 0x0A, byte != 0x0D, byte != 0x09 {
                inString = byte == UInt8(ascii: "\"")
                result.append(byte)
            }
        }
        return result
    }

    /// One member or element a line.
    /// - Parameters:
    ///   - bytes: JSON text; anything else gives nonsense.
    ///   - step: how many blanks a level takes.
    ///   - indent: how many blanks already stand before the line the value begins on.
    static func pretty(_ bytes: [UInt8], indent: Int, step: Int = 2) -> [UInt8] {
        let tokens = minified(bytes)
        var result: [UInt8] = []
        result.reserveCapacity(tokens.count * 2)
        var depth = 0
        var inString = false
        var escaped = false
        func newLine() {
            result.append(0x0A)
            result.append(contentsOf: repeatElement(0x20, count: indent + step * depth))
        }
        for (index, byte) in tokens.enumerated() {
            if inString {
                result.append(byte)
                if escaped {
                    escaped = false
                } else if byte == UInt8(ascii: "\\") {
                    escaped = true
                } else if byte == UInt8(ascii: "\"") {
                    inString = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""):
                inString = true
                result.append(byte)
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                result.append(byte)
                depth += 1
                let next = index + 1 < tokens.count ? tokens[index + 1] : 0
                if next == UInt8(ascii: "}") || next == UInt8(ascii: "]") { continue }
                newLine()
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                let previous = tokens[index - 1]
                if previous != UInt8(ascii: "{") && previous != UInt8(ascii: "[") { newLine() }
                result.append(byte)
            case UInt8(ascii: ","):
                result.append(byte)
                newLine()
            case UInt8(ascii: ":"): result.append(contentsOf: [byte, 0x20])
            default: result.append(byte)
            }
        }
        return result
    }
}

extension JSONLayout {
    /// Bytes of UTF-8 as a JSON string, quotes included.
    static func quoted(_ text: [UInt8]) -> [UInt8] {
        JSON.string(String(decoding: text, as: UTF8.self)).utf8
    }
}
