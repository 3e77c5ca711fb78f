/// An API token as people have it: a comma-separated list, perhaps with the scheme word it was printed with.
///
/// The rules are fly-go's: macaroons (`fm1r_`, `fm1a_`, `fm2_`) travel under the scheme `FlyV1`, everything else under
/// `Bearer`. REST takes the macaroons only, when there are any; GraphQL takes the whole list.
package struct FlyToken: Sendable, Hashable {
    /// The single tokens in their order, without scheme words.
    package let parts: [String]

    /// - Parameter text: what `FLY_API_TOKEN` holds; scheme words before it, however many, are dropped.
    /// - Returns: nil when nothing is left.
    package init?(_ text: String) {
        var rest = text.trimmed
        while let scheme = ["bearer", "flyv1"].first(where: { rest.lowercased().hasPrefix($0 + " ") }) {
            rest = String(rest.dropFirst(scheme.count)).trimmed
        }
        parts = rest.split(separator: ",").map { String($0).trimmed }.filter { !$0.isEmpty }
        if parts.isEmpty { return nil }
    }

    private var macaroons: [String] {
        parts.filter { ["fm1r", "fm1a", "fm2"].contains($0.prefix { $0 != "_" }) }
    }

    /// The `Authorization` header for the Machines API.
    package var restHeader: String {
        macaroons.isEmpty ? "Bearer \(parts.joined(separator: ","))" : "FlyV1 \(macaroons.joined(separator: ","))"
    }

    /// The `Authorization` header for GraphQL.
    package var graphQLHeader: String {
        "\(macaroons.isEmpty ? "Bearer" : "FlyV1") \(parts.joined(separator: ","))"
    }

    /// The `Authorization` header for the API of the web site: always the same word.
    package var webHeader: String { "Bearer \(parts.joined(separator: ","))" }

    /// Whether this looks like a token of the real service: a macaroon, or one with the prefix of its OAuth tokens.
    /// Such a token is not to be sent where an emulator would do.
    package var isReal: Bool {
        !macaroons.isEmpty || parts.contains { $0.hasPrefix("fo1_") }
    }
}
