/// A string literal in GraphQL text and the argument or field it is given to.
struct GraphQLLiteral {
    let name: String
    /// Without its quotes.
    let range: Range<Int>

    static func all(in text: [UInt8]) -> [GraphQLLiteral] {
        var literals: [GraphQLLiteral] = []
        var position = 0
        while let open = text[position...].firstIndex(of: 0x22) {
            let isBlock = open + 2 < text.count && text[open + 1] == 0x22 && text[open + 2] == 0x22
            let start = open + (isBlock ? 3 : 1)
            let end =
                isBlock ? text[start...].firstOccurrence(of: [0x22, 0x22, 0x22]) ?? text.count : close(text, start)
            literals.append(GraphQLLiteral(name: name(text, before: open), range: start..<end))
            position = min(text.count, end + (isBlock ? 3 : 1))
        }
        return literals
    }

    /// Behind the literal that begins at a quote.
    static func end(in text: [UInt8], from open: Int) -> Int {
        guard open + 2 < text.count, text[open + 1] == 0x22, text[open + 2] == 0x22 else {
            return min(text.count, close(text, open + 1) + 1)
        }
        let block = text[(open + 3)...].firstOccurrence(of: [0x22, 0x22, 0x22]) ?? text.count
        return min(text.count, block + 3)
    }

    private static func close(_ text: [UInt8], _ start: Int) -> Int {
        var position = start
        while position < text.count, text[position] != 0x22 { position += text[position] == UInt8(ascii: "\\") ? 2 : 1 }
        return min(position, text.count)
    }

    /// The name before the colon before a place; that of the list when the literal is an element of one.
    private static func name(_ text: [UInt8], before open: Int) -> String {
        guard let colon = text[..<open].lastIndex(of: UInt8(ascii: ":")) else { return "" }
        let end = (text[..<colon].lastIndex { $0 != 0x20 && $0 != 0x0A && $0 != 0x09 } ?? -1) + 1
        let start = (text[..<end].lastIndex { !$0.isASCIIAlphanumeric && $0 != UInt8(ascii: "_") } ?? -1) + 1
        return start < end ? String(decoding: text[start..<end], as: UTF8.self) : ""
    }
}
