extension Placeholders {
    /// What kind a known secret is of.
    func kind(of secret: [UInt8]) -> SecretKind {
        guard let name = known(secret) else { return .secret }
        let word = name.dropFirst("redacted-".utf8.count).prefix { $0 != UInt8(ascii: "-") }
        return SecretKind(rawValue: String(decoding: word, as: UTF8.self)) ?? .secret
    }

    /// The highest number of each kind of placeholder in a file.
    static func counts(in bytes: [UInt8]) -> [SecretKind: Int] {
        let mark = Array("redacted-".utf8)
        var counts: [SecretKind: Int] = [:]
        var position = 0
        while let start = bytes[position...].firstOccurrence(of: mark) {
            position = start + mark.count
            let word = bytes[position...].prefix { $0.isASCIILowercase }
            let end = position + word.count
            guard end < bytes.count, bytes[end] == UInt8(ascii: "-"),
                let kind = SecretKind(rawValue: String(decoding: word, as: UTF8.self)),
                let number = Int(
                    String(decoding: bytes[(end + 1)...].prefix(9).prefix { $0.isASCIIDigit }, as: UTF8.self))
            else { continue }
            counts[kind] = max(counts[kind] ?? 0, number)
        }
        return counts
    }
}
