/// Puts paths and queries together, with every part percent-encoded.
enum PathBuilder {
    /// A path of segments and a query, such as `/v1/apps/a/machines?state=started`.
    static func path(_ segments: [String], query: [(String, String)] = []) -> String {
        let path = segments.map { "/" + encode($0) }.joined()
        guard !query.isEmpty else { return path }
        return path + "?" + query.map { "\(encode($0.0))=\(encode($0.1))" }.joined(separator: "&")
    }

    /// Leaves only the unreserved characters of RFC 3986 as they are, which is right in any part of a URL.
    static func encode(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                result.unicodeScalars.append(UnicodeScalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                result += digits.count == 1 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return result
    }
}
