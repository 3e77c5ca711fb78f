package import HTTPTypes
import Simulation

/// Which world a request means: the header `Windtunnel-World`, else a token `wt_NAME` or `wt_NAME_anything`, else the
/// world that minted a token of the request, else `default`.
package enum WorldSelection {
    /// Names the world outright.
    package static let header = HTTPField.Name("Windtunnel-World") ?? .from

    package static func worldName(in headers: HTTPFields) -> String {
        if let name = headers[header], !name.isEmpty { return name }
        guard let authorization = headers[.authorization] else { return Worlds.defaultName }
        return worldName(authorization: authorization)
    }

    /// The world that an `Authorization` header's tokens name.
    static func worldName(authorization: String) -> String {
        let tokens = AuthorizationHeader.tokens(in: authorization)
        for token in tokens where token.hasPrefix("wt_") {
            let name = token.dropFirst(3).prefix { $0 != "_" && $0 != " " }
            if !name.isEmpty { return String(name) }
        }
        for token in tokens {
            if let name = DeployToken.world(of: token) { return name }
        }
        return Worlds.defaultName
    }
}
