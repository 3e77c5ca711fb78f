package import FlyWire
import OrderedJSON

extension FlyClient {
    /// `POST /v1/apps`.
    /// - Parameter network: a private network of its own; nil for the organization's default one.
    package func createApp(name: String, org: String, network: String? = nil) async throws -> App {
        var body: JSONObject = ["app_name": .string(name), "org_slug": .string(org)]
        body["network"] = network.map(JSON.string)
        return try App(created: await call(.post, ["v1", "apps"], body: .object(body)), name: name)
    }

    /// `GET /v1/apps?org_slug=`.
    package func apps(org: String) async throws -> [App] {
        let answer = try await call(.get, ["v1", "apps"], query: [("org_slug", org)])
        return try (answer["apps"]?.arrayValue ?? []).map(App.init(json:))
    }

    /// `GET /v1/apps/{app}`.
    package func app(_ name: String) async throws -> App {
        try App(json: await call(.get, ["v1", "apps", name]))
    }

    /// `DELETE /v1/apps/{app}`, with everything in it.
    /// - Parameter force: stops running machines first.
    package func destroyApp(_ name: String, force: Bool) async throws {
        try await call(.delete, ["v1", "apps", name], query: force ? [("force", "true")] : [])
    }
}
