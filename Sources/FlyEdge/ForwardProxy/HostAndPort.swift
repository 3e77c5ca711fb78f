import NIOCore

/// A host and a port as they stand in a request to a proxy: `demo.fly.dev:443`, `[::1]:8080`.
struct HostAndPort: Equatable, Sendable, CustomStringConvertible {
    /// In lower case, without the brackets of an IPv6 address and without a final dot.
    let host: String
    let port: Int

    init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Reads `HOST:PORT`, or `HOST` alone where there is a default port; `nil` when it is neither.
    init?(_ text: some StringProtocol, defaultPort: Int? = nil) {
        let name: Substring
        let portText: Substring?
        if text.first == "[" {
            guard let end = text.firstIndex(of: "]") else { return nil }
            name = Substring(text[text.index(after: text.startIndex)..<end])
            let rest = Substring(text[text.index(after: end)...])
            guard rest.isEmpty || rest.first == ":" else { return nil }
            guard name.contains(":"), Self.isAddress(String(name)) else { return nil }
            portText = rest.isEmpty ? nil : rest.dropFirst()
        } else {
            let parts = Substring(text).split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            name = parts[0].hasSuffix(".") ? parts[0].dropLast() : parts[0]
            portText = parts.count == 2 ? parts[1] : nil
            guard Self.isName(name) else { return nil }
        }
        switch portText {
        case .some(let digits) where !digits.isEmpty:
            guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = Int(digits),
                (1...65_535).contains(port)
            else { return nil }
            self.init(host: name.lowercased(), port: port)
        default:  // RFC 3986, 3.2.3: the port may be empty after the colon
            guard let defaultPort else { return nil }
            self.init(host: name.lowercased(), port: defaultPort)
        }
    }

    /// The form for texts and URLs, with brackets where needed.
    var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    /// Whether this is the user's own machine under one of its fixed names.
    var isLoopback: Bool {
        if host == "localhost" || host == "::1" { return true }
        guard case .v4 = try? SocketAddress(ipAddress: host, port: 0) else { return false }
        return host.hasPrefix("127.")
    }

    private static func isName(_ name: Substring) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }

    private static func isAddress(_ text: String) -> Bool {
        if case .v6 = try? SocketAddress(ipAddress: text, port: 0) { true } else { false }
    }
}
