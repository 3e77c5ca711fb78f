import FixtureServing
import Testing

@Suite struct `Whom a request is for` {
    @Test(arguments: [
        ("/v1/apps", "localhost", "https://api.machines.dev/v1/apps"),
        ("/v1/apps/a?x=%20y", "api.fly.io", "https://api.machines.dev/v1/apps/a?x=%20y"),
        ("/graphql", "127.0.0.1", "https://api.fly.io/graphql"),
        ("/graphql?x=1", "api.machines.dev", "https://api.fly.io/graphql?x=1"),
        ("/api/v1/builds", "localhost", "https://api.fly.io/api/v1/builds"),
        ("/acme/.well-known/jwks", "localhost", "https://oidc.fly.io/acme/.well-known/jwks"),
        ("/acme", "oidc.fly.io", "https://oidc.fly.io/acme"),
        ("/elsewhere", "api.fly.io", "https://api.fly.io/elsewhere"),
        ("/elsewhere", "localhost", "https://api.machines.dev/elsewhere"),
    ])
    func `its path says, and its host where the path does not`(path: String, host: String, url: String) {
        #expect(FixtureSite(apiPath: path, host: host).url == url)
    }

    @Test func `an app has a name of its own`() {
        #expect(FixtureSite(app: "demo", path: "/x?y").url == "https://demo.fly.dev/x?y")
    }
}

@Suite struct `Where requests are passed on to` {
    private let rest = FixtureSite(apiPath: "/v1/apps", host: "localhost")
    private let graphql = FixtureSite(apiPath: "/graphql", host: "localhost")
    private let keys = FixtureSite(apiPath: "/acme", host: "oidc.fly.io")
    private let app = FixtureSite(app: "demo", path: "/")

    private func origins(_ api: String, graphql web: String? = nil, apps: String? = nil) throws -> [String] {
        let sites = UpstreamSites(
            api: try #require(UpstreamOrigin(url: api)), graphql: web.flatMap(UpstreamOrigin.init(url:)),
            apps: apps.flatMap(UpstreamOrigin.init(url:)))
        return [rest, graphql, keys, app].map { sites.origin(of: $0).description }
    }

    @Test func `the real service's names belong together`() throws {
        let real = ["https://api.machines.dev", "https://api.fly.io", "https://oidc.fly.io", "https://demo.fly.dev"]
        #expect(try origins("https://api.machines.dev") == real)
        #expect(try origins("HTTPS://API.Machines.dev:443/") == real)
    }

    @Test func `anything else takes all of it, unless said otherwise`() throws {
        let url = "http://127.0.0.1:4280"
        #expect(try origins(url) == [url, url, url, url])
        #expect(
            try origins(url, graphql: "https://api.fly.io", apps: "http://[::1]:8080")
                == [url, "https://api.fly.io", url, "http://[::1]:8080"])
    }

    @Test(arguments: [
        "api.machines.dev", "ftp://a", "http://", "http://a:0", "http://a:65536", "http://a:x", "http://a/b",
        "http://a?b", "http://u@a", "http://[::1", "http://::1",
    ])
    func `an upstream is a scheme, a host and a port`(url: String) {
        #expect(UpstreamOrigin(url: url) == nil)
    }
}
