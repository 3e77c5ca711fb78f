import FoundationEssentials

extension [UInt8] {
    /// Standard base64 with padding (RFC 4648 section 4).
    var base64: String { Data(self).base64EncodedString() }

    /// What base64 text stands for, line ends within it allowed; nil for anything else.
    init?(base64 text: String) {
        guard let data = Data(base64Encoded: text, options: .ignoreUnknownCharacters) else { return nil }
        self.init(data)
    }
}
