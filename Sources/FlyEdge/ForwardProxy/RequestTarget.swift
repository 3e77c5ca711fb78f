import NIOHTTP1

/// What the first line of a request asks a proxy for (RFC 9112, section 3.2).
enum RequestTarget: Equatable, Sendable {
    /// `CONNECT HOST:PORT`: a tunnel.
    case tunnel(HostAndPort)
    /// `GET http://HOST[:PORT]/path`: one request to be passed on. `authority` is the text for the Host header,
    /// `path` the origin form with its query.
    case forward(HostAndPort, authority: String, path: String)
    /// `GET /path`: the proxy's port was taken for a web server.
    case origin
    /// An absolute form with a scheme that cannot be passed on in the clear.
    case foreignScheme(String)
    case malformed

    init(method: HTTPMethod, uri: String) {
        if method == .CONNECT {
            self = HostAndPort(uri).map(Self.tunnel) ?? .malformed
            return
        }
        if uri.hasPrefix("/") || uri == "*" {
            self = .origin
            return
        }
        guard let schemeEnd = uri.firstRange(of: "://") else {
            self = .malformed
            return
        }
        let scheme = uri[..<schemeEnd.lowerBound].lowercased()
        guard scheme == "http" else {
            self = Self.isScheme(scheme) ? .foreignScheme(scheme) : .malformed
            return
        }
        let rest = uri[schemeEnd.upperBound...]
        let authorityEnd = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
        // A name and password before the host are no business of the next server's Host header (RFC 9110, 4.2.4).
        let authority = rest[..<authorityEnd].split(separator: "@", omittingEmptySubsequences: false).last ?? ""
        guard let host = HostAndPort(authority, defaultPort: 80) else {
            self = .malformed
            return
        }
        var path = String(rest[authorityEnd...].prefix { $0 != "#" })
        // RFC 9112, 3.2.4: OPTIONS for a server as a whole comes without a path.
        if path.isEmpty && method == .OPTIONS {
            path = "*"
        } else if !path.hasPrefix("/") {
            path = "/" + path
        }
        self = .forward(host, authority: String(authority), path: path)
    }

    private static func isScheme(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x2B...0x39).contains($0) }
    }
}
