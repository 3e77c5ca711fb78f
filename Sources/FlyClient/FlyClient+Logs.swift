package import FlyWire
import OrderedJSON

extension FlyClient {
    /// Some lines of an app's log, oldest first, and where to go on.
    package struct LogPage: Sendable {
        package let entries: [LogEntry]
        /// What to ask with next; nil when the service gave nothing new.
        package let nextToken: String?
    }

    /// `GET /api/v1/apps/{app}/logs`.
    /// - Parameters:
    ///   - token: of the page before; nil for the newest lines there are.
    ///   - instance: only those of this machine.
    package func logs(
        app: String, after token: String? = nil, instance: String? = nil, region: String? = nil
    ) async throws -> LogPage {
        // The official client sends the first one empty.
        var query = [("next_token", token ?? "")]
        if let instance { query.append(("instance", instance)) }
        if let region { query.append(("region", region)) }
        let answer = try await call(.get, ["api", "v1", "apps", app, "logs"], query: query, of: .logs)
        let next = answer["meta"]?["next_token"]?.stringValue
        return LogPage(
            entries: try (answer["data"]?.arrayValue ?? []).map(LogEntry.init(json:)),
            nextToken: next == "" ? nil : next)
    }

    /// `GET /api/v1/apps/{app}/releases`, the newest first.
    /// - Parameter limit: how many at most; nil for all.
    package func releases(app: String, limit: Int? = nil) async throws -> [Release] {
        let query = limit.map { [("limit", String($0))] } ?? []
        let answer = try await call(.get, ["api", "v1", "apps", app, "releases"], query: query, of: .web)
        return try (answer["releases"]?.arrayValue ?? []).map(Release.init(json:))
    }
}
