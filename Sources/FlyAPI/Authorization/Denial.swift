import HTTPTypes
import Hummingbird
import MachineRules
import OrderedJSON

/// How a route says that a token is not good enough (reference/machines-rest.md, sections 1.5 and 1.6).
enum Denial: Sendable, Hashable {
    /// No token, or none that is known.
    case unauthenticated
    /// A known token for something else.
    case forbidden

    /// The shapes of the several services behind one host.
    enum Shape: Sendable, Hashable {
        /// Machines, volumes, secrets, apps: `{"error":…}`.
        case error
        /// Certificates and addresses: `{"message":…}`.
        case message
        /// HTTP 200 with `errors`.
        case graphQL
        /// The controls: `{"error":…,"hint":…}`.
        case control

        init(of path: String) {
            if path == "/graphql" {
                self = .graphQL
            } else if RouteAccess.isControl(path) {
                self = .control
            } else if path.hasPrefix("/v1/apps/{app}/certificates") || path.hasPrefix("/v1/apps/{app}/ip_assignments") {
                self = .message
            } else {
                self = .error
            }
        }
    }

    func response(in shape: Shape) -> Response {
        switch self {
        case .unauthenticated:
            var response = unauthenticated(in: shape)
            if response.status == .unauthorized {
                // Although Basic is not the scheme (recorded).
                response.headers[.wwwAuthenticate] = "Basic realm=\"api.machines.dev\""
            }
            return response
        case .forbidden: return forbidden(in: shape)
        }
    }

    private func unauthenticated(in shape: Shape) -> Response {
        switch shape {
        case .error: FlyFailure.response(to: Refusal(.unauthenticated))
        case .message: .json(status: .unauthorized, ["message": .string(Refusal(.unauthenticatedMessage).text)])
        case .graphQL: Self.graphQL
        case .control:
            .json(
                status: .unauthorized,
                ["error": "the controls need a token here", "hint": "send one of the tokens file with write access"])
        }
    }

    private func forbidden(in shape: Shape) -> Response {
        switch shape {
        case .error, .message: FlyFailure.response(to: .unauthorized)
        case .graphQL: Self.graphQL
        case .control:
            .json(
                status: .forbidden,
                [
                    "error": "this token may not use the controls",
                    "hint": "they need write access to all apps of an organization",
                ])
        }
    }

    /// A client sees the code, which it could not with another status than 200 (reference/graphql.md, section 1.4).
    static let graphQLDocument: JSON = [
        "data": .null,
        "errors": [
            ["message": "You must be authenticated to view this.", "extensions": ["code": "UNAUTHORIZED"]]
        ],
    ]

    /// GraphQL names no character set (documented).
    private static var graphQL: Response {
        var response = Response.json(graphQLDocument)
        response.headers[.contentType] = "application/json"
        return response
    }
}
