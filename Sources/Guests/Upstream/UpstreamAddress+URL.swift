package import MachineRules
import OrderedJSON

extension UpstreamAddress {
    /// The metadata of a machine that names its server.
    package static let metadataKey = "windtunnel_upstream"

    /// Reads `http://HOST[:PORT]`, with or without a final slash; nil for anything else. Requests keep their own paths, so
    /// there is no place for one here, and TLS ends at the edge.
    package init?(url: String) {
        guard url.lowercased().hasPrefix("http://") else { return nil }
        var authority = Substring(url.dropFirst("http://".count))
        if authority.hasSuffix("/") { authority = authority.dropLast() }
        let host: Substring
        let port: Substring
        if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") {
            host = authority[authority.index(after: authority.startIndex)..<end]
            port = authority[authority.index(after: end)...]
            guard InternetAddress(String(host)) != nil else { return nil }
        } else {
            host = authority.prefix { $0 != ":" }
            port = authority[host.endIndex...]
            guard !host.isEmpty, host.utf8.allSatisfy(Self.isHostUnit) else { return nil }
        }
        guard !port.isEmpty else {
            self.init(host: host.lowercased(), port: 80)
            return
        }
        guard port.hasPrefix(":"), let number = UInt16(port.dropFirst()), number > 0 else { return nil }
        self.init(host: host.lowercased(), port: Int(number))
    }

    /// The form that ``init(url:)`` reads.
    package var url: String { "http://\(self)" }

    private static func isHostUnit(_ unit: UInt8) -> Bool {
        switch unit {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"): true
        default: false
        }
    }
}

extension MachineConfig {
    /// The server that the machine's metadata names, nil when it names none.
    package var upstream: String? { metadata[UpstreamAddress.metadataKey]?.stringValue }
}
