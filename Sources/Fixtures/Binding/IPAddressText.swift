/// Addresses, which every run gets others of.
enum IPAddressText {
    static func isAddress(_ text: some Collection<UInt8>) -> Bool {
        let colons = text.count { $0 == UInt8(ascii: ":") }
        if colons >= 2, text.count <= 45 { return text.allSatisfy { $0.isHex || $0 == UInt8(ascii: ":") } }
        let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { (1...3).contains($0.count) && $0.allSatisfy(\.isASCIIDigit) }
    }
}
