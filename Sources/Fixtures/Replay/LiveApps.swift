import OrderedJSON

/// The apps that belong to the service behind a spied replay: what it has changed, the recording knows nothing of any more.
package struct LiveApps: Sendable, Hashable {
    private var names: Set<String> = []

    package init() {}

    /// Notes what a change that the service made was made to. Reads change nothing, and neither does what it refused.
    package mutating func note(_ request: RecordedRequest, status: Int) {
        guard (200..<300).contains(status), !["GET", "HEAD", "OPTIONS"].contains(request.method) else { return }
        names.formUnion(Self.apps(in: request))
    }

    /// Whether a request is about one of them.
    package func concern(_ request: RecordedRequest) -> Bool {
        !names.isEmpty && !names.isDisjoint(with: Self.apps(in: request))
    }

    /// The apps a request is about: of its path; what it creates; what its GraphQL names.
    private static func apps(in request: RecordedRequest) -> Set<String> {
        let path = RequestPath(URLParts(request.url))
        if let app = path.app { return [app] }
        guard path.isGraphQL || path.segments == ["v1", "apps"],
            let json = try? JSON(parsing: request.body?.bytes ?? [])  // What is no JSON names nothing.
        else { return [] }
        guard path.isGraphQL else {
            return Set(["app_name", "name"].compactMap { json[$0]?.stringValue })
        }
        let query = json["query"]?.stringValue ?? ""
        let keys = appKeys.union(query.contains("createApp") ? ["name"] : [])
        var found: Set<String> = []
        for literal in GraphQLText(query).literals where keys.contains(literal.name.asciiLowercased) {
            found.insert(literal.value)
        }
        collect(json["variables"] ?? .null, keys, &found)
        return found
    }

    private static let appKeys: Set<String> = ["appid", "appname", "app"]

    private static func collect(_ json: JSON, _ keys: Set<String>, _ found: inout Set<String>) {
        if let elements = json.arrayValue {
            for element in elements { collect(element, keys, &found) }
        }
        for member in json.objectValue ?? [:] {
            if keys.contains(member.key.asciiLowercased), let name = member.value.stringValue { found.insert(name) }
            collect(member.value, keys, &found)
        }
    }
}
