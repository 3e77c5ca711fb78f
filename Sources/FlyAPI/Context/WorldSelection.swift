package import HTTPTypes
import Simulation

/// Which world a request means: the header `Windtunnel-World`, else a token `wt_NAME` or `wt_NAME_anything`, else
/// `default`.
package enum WorldSelection {
    /// Names the world outright.
    package static let header = HTTPField.Name("Windtunnel-World") ?? .from

    package static func worldName(in headers: HTTPFields) -> String {
        if let name = headers[header], !name.isEmpty { return name }
        guard let authorization = headers[.authorization] else { return Worlds.defaultName }
        return worldName(authorization: authorization)
    }

    /// The world that an `Authorization` header's tokens name; scheme words are stripped as clients do
    /// (reference/graphql.md, section 1.2).
    static func worldName(authorization: String) -> String {
        var rest = Substring(authorization)
        while let space = rest.firstIndex(of: " ") {
            let word = rest[..<space]
            guard word.isEmpty || word.lowercased() == "bearer" || word.lowercased() == "flyv1" else { break }
            rest = rest[rest.index(after: space)...]
        }
        for token in rest.split(separator: ",") {
            let token = token.drop { $0 == " " }
            guard token.hasPrefix("wt_") else { continue }
            let name = token.dropFirst(3).prefix { $0 != "_" && $0 != " " }
            if !name.isEmpty { return String(name) }
        }
        return Worlds.defaultName
    }
}
