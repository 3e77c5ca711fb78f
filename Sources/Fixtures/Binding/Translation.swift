/// Texts of one side of a binding in the words of the other.
struct Translation {
    /// What a whole token stands for, nil for one that stands for itself.
    let word: (String) -> String?

    static func toLive(_ binding: Binding) -> Translation { Translation { binding.live(for: $0) } }
    /// Of names and ids. A secret may read like any word, so which placeholder it stands behind is for its place to tell.
    static func toRecorded(_ binding: Binding) -> Translation { Translation { binding.recordedName(for: $0) } }

    /// A value under a key: as a whole where names stand, else each of its tokens that is an identifier or a name that
    /// cannot be mistaken.
    func value(_ text: String, key: String?) -> String {
        if let whole = word(text), NameKeys.contains(key) || Self.isOwn(Array(text.utf8)[...]) || !Self.isToken(text) {
            return whole
        }
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var copied = 0
        for range in Self.tokens(in: bytes) where Self.isOwn(bytes[range]) || Self.isApp(bytes, range) {
            guard let other = word(String(decoding: bytes[range], as: UTF8.self)) else { continue }
            result += bytes[copied..<range.lowerBound]
            result += other.utf8
            copied = range.upperBound
        }
        return copied == 0 ? text : String(decoding: result + bytes[copied...], as: UTF8.self)
    }

    /// Runs of letters, digits, dashes and underscores.
    static func tokens(in bytes: [UInt8]) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var start: Int?
        for (index, byte) in bytes.enumerated() {
            let isPart = byte.isASCIIAlphanumeric || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
            if isPart, start == nil { start = index }
            if !isPart, let begin = start {
                ranges.append(begin..<index)
                start = nil
            }
        }
        if let start { ranges.append(start..<bytes.count) }
        return ranges
    }

    private static let appSuffixes = [".fly.dev", ".flycast", ".internal", ".fly.localhost"].map { Array($0.utf8) }
    private static let registry = Array("registry.fly.io/".utf8)

    /// Whether a token can only be an app's name, however common a word it is: in its host name, in its image.
    static func isApp(_ bytes: [UInt8], _ token: Range<Int>) -> Bool {
        let rest = bytes[token.upperBound...]
        if let suffix = appSuffixes.first(where: { rest.starts(with: $0) }) {
            return !goesOn(rest.dropFirst(suffix.count))
        }
        return rest.first == UInt8(ascii: ":")
            && bytes[..<token.lowerBound].suffix(registry.count).elementsEqual(registry)
    }

    /// Whether the name of a host goes on: `fly.dev.example`, but not `fly.dev. `
    private static func goesOn(_ rest: ArraySlice<UInt8>) -> Bool {
        let next = rest.first == UInt8(ascii: ".") ? rest.dropFirst().first : rest.first
        return next.map { $0.isASCIIAlphanumeric || $0 == UInt8(ascii: "-") } ?? false
    }

    static func isOwn(_ token: ArraySlice<UInt8>) -> Bool {
        NameKeys.isDistinctive(token) || KnownShape.isIdentifier(token)
    }

    private static func isToken(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0.isASCIIAlphanumeric || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
    }
}
