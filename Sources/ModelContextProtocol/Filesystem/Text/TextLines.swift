/// Lines of a text by its bytes. Swift's `Character` joins `\r\n` into one, so strings are the wrong tool here.
enum TextLines {
    /// With every `\r\n` made `\n`.
    static func normalized(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.contains(UInt8(ascii: "\r")) else { return bytes }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        for (index, byte) in bytes.enumerated() {
            let isBeforeNewline = index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "\n")
            if byte == UInt8(ascii: "\r"), isBeforeNewline { continue }
            result.append(byte)
        }
        return result
    }

    /// The pieces between newlines: one more than there are newlines.
    static func split(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    }
}
