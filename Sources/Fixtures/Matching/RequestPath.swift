/// Where a request goes, host and path in one, and which of its segments are names that another run may have others for.
struct RequestPath: Hashable {
    /// `["v1", "apps", "boats"]`; for an app's own traffic `["@app", "boats", …]`.
    let segments: [String]

    private static let collections: Set<String> = [
        "@app", "_app", "apps", "machines", "volumes", "orgs", "snapshots", "ip_assignments", "cli_sessions",
        "postgres",
    ]
    private static let appSuffixes = [".fly.dev", ".fly.localhost", ".localhost", ".flycast"]

    init(_ url: URLParts) {
        let path = url.segments
        if path.count >= 2, path[0] == "_app" {
            segments = ["@app"] + path.dropFirst()
        } else if let suffix = Self.appSuffixes.first(where: {
            url.host.hasSuffix($0) && url.host.utf8.count > $0.utf8.count
        }) {
            // APP.WORLD.localhost names the world as well, which is none of the recording's business.
            let label = url.host.dropLast(suffix.utf8.count).split(separator: ".").first.map(String.init) ?? ""
            segments = ["@app", label] + path
        } else {
            segments = path
        }
    }

    init(segments: [String]) {
        self.segments = segments
    }

    /// Whether a segment is a name: what stands behind a collection, and what has an identifier's form.
    func isName(_ index: Int) -> Bool {
        if index > 0, Self.collections.contains(segments[index - 1]) { return true }
        return KnownShape.isIdentifier(Array(segments[index].utf8)[...])
    }

    /// The path with a star for every name.
    var shape: String { segments.indices.map { isName($0) ? "*" : segments[$0] }.joined(separator: "/") }

    var text: String { segments.joined(separator: "/") }

    /// The app that the request is about, by its traffic or by the API.
    var app: String? {
        if segments.count >= 2, segments[0] == "@app" { return segments[1] }
        return segments.count >= 3 && segments[1] == "apps" ? segments[2] : nil
    }

    var isGraphQL: Bool { segments == ["graphql"] }
}
