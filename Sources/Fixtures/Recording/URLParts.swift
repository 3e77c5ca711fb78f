/// A URL taken apart as far as matching and redaction need it; whatever text it is given, it never fails.
struct URLParts: Hashable {
    struct Parameter: Hashable {
        var name: String
        var value: String
    }

    /// With its colon and slashes: `https://`; empty for a bare path.
    let scheme: String
    /// User, password and their `@`, empty when there are none.
    let userInfo: String
    /// Lower case, without the port.
    let host: String
    /// With its colon, empty when there is none.
    let port: String
    /// As written, percent signs and all; at least `/`.
    let path: String
    /// As written, nil without a question mark.
    let queryText: String?

    init(_ url: String) {
        let bytes = Array(url.utf8)
        var start = 0
        var authority = bytes[0..<0]
        var scheme = ""
        if let colon = bytes.firstIndex(of: UInt8(ascii: ":")), colon + 2 < bytes.count, bytes[colon + 1] == 0x2F,
            bytes[colon + 2] == 0x2F, !bytes[..<colon].contains(0x2F), !bytes[..<colon].contains(UInt8(ascii: "?"))
        {
            scheme = String(decoding: bytes[...(colon + 2)], as: UTF8.self)
            start =
                bytes[(colon + 3)...].firstIndex { $0 == 0x2F || $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") }
                ?? bytes.count
            authority = bytes[(colon + 3)..<start]
        }
        let end = bytes[start...].firstIndex(of: UInt8(ascii: "#")) ?? bytes.count
        let mark = bytes[start..<end].firstIndex(of: UInt8(ascii: "?"))
        let path = String(decoding: bytes[start..<(mark ?? end)], as: UTF8.self)
        let at = authority.lastIndex(of: UInt8(ascii: "@"))
        userInfo = at.map { String(decoding: authority[...$0], as: UTF8.self) } ?? ""
        let hostAndPort = at.map { authority[($0 + 1)...] } ?? authority
        let bracket = hostAndPort.lastIndex(of: UInt8(ascii: "]")) ?? hostAndPort.startIndex
        let colon = hostAndPort[bracket...].lastIndex(of: UInt8(ascii: ":"))
        host = String(decoding: hostAndPort[..<(colon ?? hostAndPort.endIndex)].map(\.asciiLowercased), as: UTF8.self)
        port = colon.map { String(decoding: hostAndPort[$0...], as: UTF8.self) } ?? ""
        self.scheme = scheme
        self.path = path.isEmpty ? "/" : path
        queryText = mark.map { String(decoding: bytes[($0 + 1)..<end], as: UTF8.self) }
    }

    /// Scheme, host and port as one text.
    var origin: String { scheme + userInfo + host + port }

    /// The path between its slashes, percent signs decoded.
    var segments: [String] {
        path.split(separator: "/", omittingEmptySubsequences: true).map { Self.decoded($0, plusIsBlank: false) }
    }

    /// The query's parameters, decoded, in their order.
    var query: [Parameter] { Self.parameters(queryText ?? "") }

    /// What a query or a form body says.
    static func parameters(_ text: String) -> [Parameter] {
        text.split(separator: "&", omittingEmptySubsequences: true).map { pair in
            let equals = pair.firstIndex(of: "=")
            let name = decoded(pair[..<(equals ?? pair.endIndex)], plusIsBlank: true)
            let value = equals.map { decoded(pair[pair.index(after: $0)...], plusIsBlank: true) } ?? ""
            return Parameter(name: name, value: value)
        }
    }

    static func decoded(_ text: some StringProtocol, plusIsBlank: Bool) -> String {
        let bytes = Array(text.utf8)
        guard bytes.contains(where: { $0 == UInt8(ascii: "%") || (plusIsBlank && $0 == UInt8(ascii: "+")) }) else {
            return String(text)
        }
        var result: [UInt8] = []
        var position = 0
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "%"), position + 2 < bytes.count, bytes[position + 1].isHex,
                bytes[position + 2].isHex
            {
                result.append(JSONSlice.hexValue(bytes[position + 1]) << 4 | JSONSlice.hexValue(bytes[position + 2]))
                position += 3
            } else {
                result.append(byte == UInt8(ascii: "+") && plusIsBlank ? 0x20 : byte)
                position += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Percent signs before everything that is not unreserved (RFC 3986 section 2.3).
    static func encoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var result: [UInt8] = []
        for byte in text.utf8 {
            if byte.isASCIIAlphanumeric || [0x2D, 0x2E, 0x5F, 0x7E].contains(byte) {
                result.append(byte)
            } else {
                result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
