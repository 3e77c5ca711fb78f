/// GraphQL text without what does not matter to it: white space and commas; its string literals apart.
struct GraphQLText: Hashable {
    struct Literal: Hashable {
        let name: String
        let value: String
    }

    let skeleton: [UInt8]
    let literals: [Literal]

    init(_ text: String) {
        let bytes = Self.withoutComments(Array(text.utf8))
        let found = GraphQLLiteral.all(in: bytes)
        literals = found.map {
            Literal(name: $0.name, value: String(decoding: JSONSlice.unescaped(bytes[$0.range]), as: UTF8.self))
        }
        var skeleton: [UInt8] = []
        var position = 0
        func copy(_ range: Range<Int>) {
            var isGap = false
            for byte in bytes[range] {
                if byte <= 0x20 || byte == UInt8(ascii: ",") {
                    isGap = true
                    continue
                }
                if isGap, let last = skeleton.last, Self.isWord(last), Self.isWord(byte) { skeleton.append(0x20) }
                isGap = false
                skeleton.append(byte)
            }
        }
        for literal in found {
            copy(position..<literal.range.lowerBound)
            position = literal.range.upperBound
        }
        copy(min(position, bytes.count)..<bytes.count)
        self.skeleton = skeleton
    }

    /// The text without what stands between a number sign and the end of its line, outside of strings.
    private static func withoutComments(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.contains(UInt8(ascii: "#")) else { return bytes }
        var result: [UInt8] = []
        var position = 0
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "#"):
                position = bytes[position...].firstIndex(of: 0x0A) ?? bytes.count
            case 0x22:
                let end = GraphQLLiteral.end(in: bytes, from: position)
                result += bytes[position..<end]
                position = end
            case let byte:
                result.append(byte)
                position += 1
            }
        }
        return result
    }

    private static func isWord(_ byte: UInt8) -> Bool { byte.isASCIIAlphanumeric || byte == UInt8(ascii: "_") }
}
