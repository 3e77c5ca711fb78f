/// Whom a request is for, and the path by which the real service knows it, whichever door the request came by: the
/// service's own names through the proxy, `localhost` and a port, or `/_app/APP/…`.
package struct FixtureSite: Sendable, Hashable {
    package enum Owner: Sendable, Hashable {
        /// The Machines API.
        case machines
        /// GraphQL and the web site's `/api/v1`.
        case web
        /// Where the keys of machines' identities are.
        case identities
        /// An app by its name.
        case app(String)
    }

    package let owner: Owner
    /// With its query, as it was sent.
    package let path: String
    /// The world that the host names, as in `APP.WORLD.localhost`; nil for whichever has the app.
    package let world: String?

    /// A request to an app.
    /// - Parameters:
    ///   - path: as the app knows it.
    ///   - world: that the host names.
    package init(app: String, path: String, world: String? = nil) {
        owner = .app(app)
        self.path = path
        self.world = world
    }

    /// A request to the API.
    /// - Parameters:
    ///   - path: with its query.
    ///   - host: without a port, in lower case. It decides where the path does not.
    package init(apiPath path: String, host: String) {
        let segments = path.prefix { $0 != "?" }.split(separator: "/", maxSplits: 2)
        owner =
            switch segments.first {
            case "v1": .machines
            case "graphql", "api": .web
            case _ where host == "oidc.fly.io" || segments.dropFirst().first == ".well-known": .identities
            case _ where host == "api.fly.io": .web
            default: .machines
            }
        self.path = path
        world = nil
    }

    /// The host of the real service: `api.machines.dev`, `demo.fly.dev`.
    package var host: String {
        switch owner {
        case .machines: "api.machines.dev"
        case .web: "api.fly.io"
        case .identities: "oidc.fly.io"
        case .app(let name): "\(name).fly.dev"
        }
    }

    /// The URL at the real service, which is what recordings hold.
    package var url: String { "https://\(host)\(path)" }
}
