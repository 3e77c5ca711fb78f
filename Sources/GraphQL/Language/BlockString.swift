/// The meaning of a block string: the common indentation of its lines and blank lines at both ends do not count
/// (specification section 2.9.4, "Block Strings").
enum BlockString {
    /// - Parameter raw: what stands between the triple quotes, with every line end already a line feed.
    static func value(ofRaw raw: [UInt8]) -> String {
        var lines = raw.split(separator: 0x0A, omittingEmptySubsequences: false)
        let common = lines.dropFirst().filter { !isBlank($0) }.map(indentation).min() ?? 0
        for index in lines.indices.dropFirst() { lines[index] = lines[index].dropFirst(common) }
        let kept = lines.drop(while: isBlank)
        let end = kept.lastIndex { !isBlank($0) }.map { $0 + 1 } ?? kept.startIndex
        return String(decoding: Array(kept[kept.startIndex..<end].joined(separator: [0x0A])), as: UTF8.self)
    }

    private static func isBlank(_ line: ArraySlice<UInt8>) -> Bool { indentation(of: line) == line.count }

    private static func indentation(of line: ArraySlice<UInt8>) -> Int {
        line.prefix { $0 == 0x20 || $0 == 0x09 }.count
    }
}
