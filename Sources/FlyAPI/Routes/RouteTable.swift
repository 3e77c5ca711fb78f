package import HTTPTypes
package import Hummingbird
package import MachineRules

/// Every route the emulator knows, whether it serves it or not: the router and the coverage page are made of it.
package struct RouteTable: Sendable {
    package typealias Handler = @Sendable (Request, FlyRequestContext) async throws -> Response

    /// How much of a route is there.
    package enum Status: String, Sendable {
        case full
        case partial
        case unimplemented
    }

    package struct Entry: Sendable {
        package let method: HTTPRequest.Method
        /// As the documentation writes it: `/v1/apps/{app}/machines/{id}`.
        package let path: String
        package let status: Status
        package let basis: Basis
        package let note: String
        /// What the caller's token must allow.
        package let access: RouteAccess
        /// Without this query parameter there is no such route.
        let requiredQuery: Substring?
        let handler: Handler?
    }

    package private(set) var entries: [Entry] = []

    package init() {}

    /// Adds a route that is served.
    /// - Parameters:
    ///   - access: what the caller's token must allow; nil for what follows from path and method.
    ///   - requiredQuery: a query parameter without which the route answers as one that is not there.
    package mutating func serve(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ status: Status = .full,
        basis: Basis = .documented,
        note: String = "",
        access: RouteAccess? = nil,
        requiredQuery: Substring? = nil,
        _ handler: @escaping Handler
    ) {
        entries.append(
            Entry(
                method: method, path: path, status: status, basis: basis, note: note,
                access: access ?? .usual(of: path), requiredQuery: requiredQuery, handler: handler
            )
        )
    }

    /// Adds routes of the real service that are not served: they answer 501 with their name.
    package mutating func refuse(_ method: HTTPRequest.Method, _ paths: String..., note: String = "") {
        for path in paths {
            entries.append(
                Entry(
                    method: method, path: path, status: .unimplemented, basis: .documented, note: note,
                    access: .usual(of: path), requiredQuery: nil, handler: nil
                )
            )
        }
    }

    /// Puts the routes on a router, each behind the gate. A trailing slash leads to the same place, as the service
    /// tolerates it.
    package func register(on router: Router<FlyRequestContext>, behind gate: Gate = Gate()) {
        for entry in entries {
            let path = RouterPath(
                entry.path.replacing("{", with: ":").replacing("}", with: "")
            )
            let handler = entry.handler ?? Self.notImplemented(entry)
            router.on(path, method: entry.method, use: gate.wrapping(handler, of: entry))
        }
    }

    private static func notImplemented(_ entry: Entry) -> Handler {
        let refusal = Refusal(.routeUnserved, ["method": entry.method.rawValue, "path": entry.path])
        return { _, _ in throw refusal }
    }
}
