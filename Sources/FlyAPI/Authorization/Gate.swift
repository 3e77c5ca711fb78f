import HTTPTypes
import Hummingbird
import MachineRules
import Persistence
import Simulation

/// What stands before every route: the token's check and the rate limit. Routes are wrapped when they are put on the
/// router, so that none can be forgotten, and one with nothing to check stays as it is.
package struct Gate: Sendable {
    package let authorization: Authorization
    package let limiter: RateLimiter

    package init(authorization: Authorization = .permissive, limiter: RateLimiter = RateLimiter(mode: .off)) {
        self.authorization = authorization
        self.limiter = limiter
    }

    func wrapping(_ handler: @escaping RouteTable.Handler, of entry: RouteTable.Entry) -> RouteTable.Handler {
        var handler = limiter.limiting(handler, of: entry)
        if authorization.isStrict { handler = authorizing(handler, of: entry) }
        guard let query = entry.requiredQuery else { return handler }
        return { [handler] request, context in
            // To the service this is another route, one it does not have; routes come before tokens.
            guard request.query(query) != nil else { throw HTTPError(.notFound) }
            return try await handler(request, context)
        }
    }

    private func authorizing(
        _ handler: @escaping RouteTable.Handler,
        of entry: RouteTable.Entry
    ) -> RouteTable.Handler {
        let shape = Denial.Shape(of: entry.path)
        return { request, context in
            switch try await admission(of: request, context, to: entry) {
            case .admitted(let caller):
                guard let caller else { return try await handler(request, context) }
                var context = context
                context.caller = caller
                return try await handler(request, context)
            case .denied(let denial): return denial.response(in: shape)
            }
        }
    }

    private enum Admission {
        case admitted(Caller?)
        case denied(Denial)
    }

    private func admission(
        of request: Request,
        _ context: FlyRequestContext,
        to entry: RouteTable.Entry
    ) async throws -> Admission {
        if entry.access == .open || (entry.access == .control && !authorization.controlsNeedToken) {
            return .admitted(nil)
        }
        let callers: [Caller]
        if let machine = context.callingMachine {
            callers = try await [Caller(machine, in: context.requireWorld())].compactMap { $0 }
        } else {
            let header = request.headers[.authorization] ?? ""
            callers = try await authorization.holders(of: header, in: context.world).map(\.caller)
        }
        guard !callers.isEmpty else { return .denied(.unauthenticated) }
        let scope = try await Scope(entry, context)
        let needed = entry.access.needed(for: entry.method)
        guard let caller = callers.first(where: { $0.may(needed) && scope.isOpen(to: $0) }) else {
            return .denied(.forbidden)
        }
        return .admitted(caller)
    }
}

/// The part of the world that a route's path names.
private enum Scope {
    /// Nothing, or an app that nobody has: then the route says so.
    case none
    case app(AppName, organization: String)
    case organization(String)
    /// The emulator itself.
    case control

    init(_ entry: RouteTable.Entry, _ context: FlyRequestContext) async throws {
        if entry.access == .control {
            self = .control
        } else if entry.path.contains("{app}") {
            let name = context.app
            let app = try await context.requireWorld().read { database, _ in
                try AppRecord.find(name, in: database)
            }
            self = app.map { .app($0.name, organization: $0.orgSlug) } ?? .none
        } else if entry.path.contains("{org}") {
            self = .organization(context.path("org"))
        } else {
            self = .none
        }
    }

    func isOpen(to caller: Caller) -> Bool {
        switch self {
        case .none: true
        case .app(let app, let organization): caller.reaches(app, of: organization)
        // Lists of a whole organization tell of apps that a token for some must not see.
        case .organization(let slug): caller.reachesAll(of: slug)
        case .control: caller.apps == nil
        }
    }
}

extension Caller {
    /// A machine may do everything with its own app; nil when it is gone.
    fileprivate init?(_ machine: CallingMachine, in world: World) async throws {
        let app = try await world.read { database, _ in try AppRecord.find(machine.app, in: database) }
        guard let app else { return nil }
        self.init(
            tokenID: machine.machine.rawValue, user: "\(machine.machine)@machines.windtunnel.local",
            reach: .organization(app.orgSlug, apps: [app.name]), access: .write)
    }
}
