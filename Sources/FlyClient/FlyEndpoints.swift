import FoundationEssentials

/// Where the service is: the base of each of its two APIs, and of the apps it runs.
package struct FlyEndpoints: Sendable, Hashable {
    /// The Machines API's base without a trailing slash, such as `https://api.machines.dev`.
    package let rest: String
    /// GraphQL's base without a trailing slash, such as `https://api.fly.io`.
    package let graphQL: String
    /// Whether this is an emulator, which has controls and serves apps under its own address.
    package let isEmulator: Bool

    /// An emulator at one address.
    package init(emulator url: String) {
        rest = url.withoutTrailingSlash
        graphQL = rest
        isEmulator = true
    }

    /// The real service, or whatever stands in its place.
    package init(rest: String, graphQL: String) {
        self.rest = rest.withoutTrailingSlash
        self.graphQL = graphQL.withoutTrailingSlash
        isEmulator = false
    }

    /// The address at which an app answers: `https://APP.fly.dev/`, or on an emulator the path that needs no name
    /// service.
    package func address(ofApp name: String) -> String {
        isEmulator ? "\(rest)/_app/\(PathBuilder.encode(name))/" : "https://\(name).fly.dev/"
    }

    /// The same in one world of an emulator, which only a host names: `APP.WORLD.localhost`, sent as `Host` to the
    /// emulator's own address.
    package func address(ofApp name: String, inWorld world: String?) -> (url: String, host: String?) {
        guard isEmulator, let world else { return (address(ofApp: name), nil) }
        return ("\(rest)/", "\(name).\(world).localhost")
    }

    /// Whether the text is an absolute http or https URL with a host.
    package static func isValid(_ url: String) -> Bool {
        guard let parsed = URL(string: url), let host = parsed.host, !host.isEmpty else { return false }
        return ["http", "https"].contains(parsed.scheme?.lowercased())
    }
}

extension String {
    fileprivate var withoutTrailingSlash: String {
        var result = self
        while result.hasSuffix("/") { result.removeLast() }
        return result
    }
}
