package import MachineRules

/// Where a request's Host leads (reference/mcp-and-proxy.md, section 6.2).
package enum HostRoute: Sendable, Hashable {
    case api
    case app(EdgeTarget)
    /// A name Windtunnel does not stand for; refusing it is also the guard against DNS rebinding.
    case foreign(String)
}

/// The app a request is for.
package struct EdgeTarget: Sendable, Hashable {
    package let app: AppName
    /// The world named in the host, nil for whichever has the app.
    package let world: String?
    /// Through Flycast: from inside the private network.
    package let isPrivate: Bool

    package init(app: AppName, world: String?, isPrivate: Bool) {
        self.app = app
        self.world = world
        self.isPrivate = isPrivate
    }
}

/// The names Windtunnel stands for.
package struct HostNames: Sendable {
    private let api: Set<String>

    /// - Parameter extra: names of the API besides the known ones, such as a compose service's.
    package init(extra: Set<String> = []) {
        api = Set(extra.map { $0.lowercased() }).union([
            "localhost", "api.machines.dev", "_api.internal", "api.fly.io", "oidc.fly.io",
        ])
    }

    /// - Parameter authority: the Host header or the URL's authority, with or without a port.
    package func route(authority: String?) -> HostRoute {
        guard let authority, !authority.isEmpty else { return .api }
        let host = Self.host(of: authority)
        if api.contains(host) { return .api }
        if let target = Self.target(host) { return .app(target) }
        return Self.isAddress(host) ? .api : .foreign(host)
    }

    /// Where a request over TLS leads: its Host decides, and the name the handshake asked for where the Host is absent or
    /// not one of ours (chosen: one connection may carry requests for several hosts).
    /// - Parameter serverName: of the handshake (SNI), nil without one.
    package func route(authority: String?, serverName: String?) -> HostRoute {
        let route = route(authority: authority)
        guard let serverName else { return route }
        switch route {
        case .api where authority?.isEmpty ?? true: return self.route(authority: serverName)
        case .foreign:
            if case .app(let target) = self.route(authority: serverName) { return .app(target) }
            return route
        case .api, .app: return route
        }
    }

    /// Whether a name, without a port, is one of ours.
    package func standsFor(_ name: String) -> Bool {
        if case .foreign = route(authority: name) { false } else { true }
    }

    /// `APP.fly.dev`, `APP.fly.localhost`, `APP.localhost`, `APP.WORLD.localhost`, `APP.flycast`.
    private static func target(_ host: String) -> EdgeTarget? {
        for suffix in [".fly.dev", ".fly.localhost"] where host.hasSuffix(suffix) {
            return target(host.dropLast(suffix.count), isPrivate: false)
        }
        if host.hasSuffix(".flycast") { return target(host.dropLast(".flycast".count), isPrivate: true) }
        guard host.hasSuffix(".localhost") else { return nil }
        let labels = host.dropLast(".localhost".count).split(separator: ".", omittingEmptySubsequences: false)
        guard let app = labels.first, labels.count <= 2 else { return nil }
        let world = labels.dropFirst().first
        guard world?.isEmpty != true else { return nil }
        return target(app, world: world.map(String.init), isPrivate: false)
    }

    private static func target(_ app: Substring, world: String? = nil, isPrivate: Bool) -> EdgeTarget? {
        guard !app.isEmpty, !app.utf8.contains(UInt8(ascii: ".")) else { return nil }
        return EdgeTarget(app: AppName(rawValue: String(app)), world: world, isPrivate: isPrivate)
    }

    /// The host of an authority in lower case, without port, brackets and the root's dot.
    package static func host(of authority: String) -> String {
        var host = Substring(authority)
        if host.hasPrefix("["), let end = host.firstIndex(of: "]") {
            let rest = host[host.index(after: end)...]
            if rest.isEmpty || rest.hasPrefix(":") { host = host[...end] }
            return host.lowercased()
        }
        if let colon = host.lastIndex(of: ":") { host = host[..<colon] }
        if host.hasSuffix(".") { host = host.dropLast() }
        return host.lowercased()
    }

    private static func isAddress(_ host: String) -> Bool {
        guard host.hasPrefix("["), host.hasSuffix("]") else {
            return !host.contains(":") && InternetAddress(host) != nil
        }
        let inside = String(host.dropFirst().dropLast())
        return inside.contains(":") && InternetAddress(inside) != nil
    }
}
