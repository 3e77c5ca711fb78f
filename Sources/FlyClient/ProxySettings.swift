import FoundationEssentials

/// Which forward proxy a URL is fetched through, by the usual environment variables.
///
/// Loopback never goes through a proxy, whatever `NO_PROXY` says: the emulator is there, and its own proxy would only
/// hand the request back.
package struct ProxySettings: Sendable, Hashable {
    /// The address of a forward proxy.
    package struct Proxy: Sendable, Hashable {
        package let host: String
        package let port: Int

        package init(host: String, port: Int) {
            self.host = host
            self.port = port
        }
    }

    /// The proxy for `http` URLs.
    package let http: Proxy?
    /// The proxy for `https` URLs.
    package let https: Proxy?
    /// Host names, suffixes (`.example.com`) or `*` that are fetched directly.
    package let exceptions: [String]

    /// Reads `http_proxy`, `https_proxy` and `no_proxy`, each also in capitals; the lower-case form wins, as with curl.
    package init(environment: [String: String]) {
        func value(_ name: String) -> String? {
            [name, name.uppercased()].compactMap { environment[$0] }.first { !$0.isEmpty }
        }
        http = value("http_proxy").flatMap(Proxy.init(url:))
        https = value("https_proxy").flatMap(Proxy.init(url:))
        exceptions = (value("no_proxy") ?? "").split(separator: ",").map { String($0).trimmed.lowercased() }
    }

    /// The proxy to fetch `url` through, nil for none.
    package func proxy(for url: String) -> Proxy? {
        guard let parsed = URL(string: url), let host = parsed.host?.lowercased() else { return nil }
        if Self.isLoopback(host) || isException(host) { return nil }
        return parsed.scheme?.lowercased() == "https" ? https : http
    }

    private func isException(_ host: String) -> Bool {
        exceptions.contains { exception in
            let name = exception.hasPrefix(".") ? String(exception.dropFirst()) : exception
            return name == "*" || host == name || (!name.isEmpty && host.hasSuffix("." + name))
        }
    }

    /// Whether a host name or address means this machine.
    package static func isLoopback(_ host: String) -> Bool {
        let bare = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        if bare == "localhost" || bare.hasSuffix(".localhost") || bare == "::1" { return true }
        let octets = bare.split(separator: ".", omittingEmptySubsequences: false)
        return octets.count == 4 && octets[0] == "127" && octets.allSatisfy { UInt8($0) != nil }
    }
}

extension ProxySettings.Proxy {
    /// - Parameter url: `http://HOST:PORT`, or `HOST:PORT` as curl allows; the port is 80 where none is given.
    init?(url: String) {
        guard let parsed = URL(string: url.contains("://") ? url : "http://\(url)"), let host = parsed.host else {
            return nil
        }
        self.init(host: host, port: parsed.port ?? 80)
    }
}
