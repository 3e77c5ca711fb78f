/// Where requests go that are passed on.
package struct UpstreamSites: Sendable, Hashable, CustomStringConvertible {
    /// Takes the requests to the Machines API.
    package let api: UpstreamOrigin
    private let web: UpstreamOrigin?
    private let apps: UpstreamOrigin?

    /// - Parameters:
    ///   - graphql: takes GraphQL and `/api/v1`. When nothing is said, that is `https://api.fly.io` beside
    ///     `https://api.machines.dev`, and `api` beside anything else.
    ///   - apps: takes the requests to all apps. When nothing is said, each goes to its own `https://APP.fly.dev` beside
    ///     `https://api.machines.dev`, and to `api` beside anything else.
    package init(api: UpstreamOrigin, graphql: UpstreamOrigin? = nil, apps: UpstreamOrigin? = nil) {
        self.api = api
        let isReal = api == .machines
        web = graphql ?? (isReal ? nil : api)
        self.apps = apps ?? (isReal ? nil : api)
    }

    /// The servers that are told, for a reader: `https://api.machines.dev and https://api.fly.io`.
    package var description: String {
        let others = [web, apps].compactMap { $0 }.filter { $0 != api }.map(\.description)
        let all = [api.description] + others + (api == .machines && web == nil ? ["https://api.fly.io"] : [])
        return all.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }.joined(separator: " and ")
    }

    /// Whether a request would come back to where it was passed on.
    /// - Parameter ports: of this computer, on which requests are taken.
    package func isOwn(_ ports: Set<Int>) -> Bool {
        [api, web, apps].contains { origin in
            guard let origin, ports.contains(origin.port) else { return false }
            return origin.host == "localhost" || origin.host == "[::1]" || origin.host.hasPrefix("127.")
        }
    }

    /// Who takes the requests to a site.
    package func origin(of site: FixtureSite) -> UpstreamOrigin {
        let origin =
            switch site.owner {
            case .machines: api
            case .web: web
            case .identities: api == .machines ? nil : api
            case .app: apps
            }
        return origin ?? UpstreamOrigin(secureHost: site.host)
    }
}

/// Scheme, host and port of a server.
package struct UpstreamOrigin: Sendable, Hashable, CustomStringConvertible {
    package let isSecure: Bool
    /// In lower case; an IPv6 address has its brackets.
    package let host: String
    package let port: Int

    static let machines = UpstreamOrigin(secureHost: "api.machines.dev")

    /// The https server of a name.
    package init(secureHost host: String) {
        isSecure = true
        self.host = host
        port = 443
    }

    /// Reads `https://HOST[:PORT]` or `http://HOST[:PORT]`; nil for anything else.
    package init?(url: String) {
        let lower = url.lowercased()
        guard let scheme = ["https://", "http://"].first(where: lower.hasPrefix) else { return nil }
        var rest = lower.dropFirst(scheme.count)
        if rest.hasSuffix("/") { rest.removeLast() }
        let digits = rest.hasSuffix("]") ? nil : rest.lastIndex(of: ":").map { rest[rest.index(after: $0)...] }
        let host = digits.map { rest.dropLast($0.count + 1) } ?? rest
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]") && host.count > 2
        guard !host.isEmpty, !host.contains(where: { "/?#@ \\".contains($0) }), isBracketed || !host.contains(":")
        else { return nil }
        isSecure = scheme == "https://"
        self.host = String(host)
        guard let digits else {
            port = isSecure ? 443 : 80
            return
        }
        guard let number = UInt16(digits), number > 0 else { return nil }
        port = Int(number)
    }

    /// Whether this is the real service, which knows its own names only.
    var isReal: Bool {
        ["api.machines.dev", "api.fly.io", "oidc.fly.io"].contains(host) || host.hasSuffix(".fly.dev")
    }

    /// `HOST[:PORT]`, as a Host header has it.
    var authority: String { port == (isSecure ? 443 : 80) ? host : "\(host):\(port)" }

    /// `https://HOST[:PORT]`
    package var description: String { "\(isSecure ? "https" : "http")://\(authority)" }
}
