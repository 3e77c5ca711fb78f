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
        if api.contains(host) || Self.isAddress(host) { return .api }
        guard let target = Self.target(host) else { return .foreign(host) }
        return .app(target)
    }

    /// Whether a name, without a port, is one of ours.
    package func standsFor(_ name: String) -> Bool {
        if case .foreign = route(authority: name) { false } else { true }
    }

    /// `APP.fly.dev`, `APP.fly.localhost`, `APP.localhost`, `APP.WORLD.localhost`, `APP.flycast`.
    private static func target(_ host: String) -> EdgeTarget? {
        let labels = host.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard labels.allSatisfy({ !$0.isEmpty }), let app = labels.first.map(AppName.init(rawValue:)) else {
            return nil
        }
        switch labels.dropFirst() {
        case ["fly", "dev"], ["fly", "localhost"], ["localhost"]:
            return EdgeTarget(app: app, world: nil, isPrivate: false)
        case ["flycast"]: return EdgeTarget(app: app, world: nil, isPrivate: true)
        case let rest where rest.count == 2 && rest.last == "localhost":
            return EdgeTarget(app: app, world: labels[1], isPrivate: false)
        default: return nil
        }
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
