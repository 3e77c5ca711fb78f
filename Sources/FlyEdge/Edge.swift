package import Guests
import HTTPTypes
package import Hummingbird
package import MachineRules
package import Simulation

/// How an edge is set up.
package struct EdgeSettings: Sendable {
    /// World time without a request after which `autostop` acts.
    package let autostopAfter: Duration
    /// Whether apps are out of reach as in the real world: without an address of their own, or unknown.
    package let isStrict: Bool
    /// What draws between equally good machines come from.
    package let seed: UInt64

    package init(autostopAfter: Duration, isStrict: Bool = false, seed: UInt64 = 0) {
        self.autostopAfter = autostopAfter
        self.isStrict = isStrict
        self.seed = seed
    }
}

/// The stand-in for Fly Proxy: finds the app, picks a machine, wakes it, and hands the request to its guest.
package struct Edge: Sendable {
    private let worlds: Worlds
    private let activity: Activity
    private let routes: AppRoutes
    private let tools: VisitTools
    private let settings: EdgeSettings
    private let visitID: @Sendable () -> VisitID
    /// Where `force_https` sends browsers that came to a port of this computer.
    package let securePort = SecurePort()

    /// - Parameter visitID: makes the ids of a request.
    package init(
        worlds: Worlds,
        guests: GuestRegistry,
        _ settings: EdgeSettings,
        visitID: @escaping @Sendable () -> VisitID
    ) {
        let activity = Activity()
        let routes = AppRoutes(activity: activity)
        let vacancies = Vacancies()
        let leaving = LeavingMachines()
        self.worlds = worlds
        self.activity = activity
        self.routes = routes
        self.settings = settings
        self.visitID = visitID
        let waker = Waker(routes: routes, guests: guests)
        let placing = Placing(
            routes: routes, guests: guests, gates: WakeGates { await waker.wake($0, of: $1, in: $2) },
            vacancies: vacancies, leaving: leaving, chance: EdgeChance(seed: settings.seed)
        )
        let cache = ReplayCache()
        tools = VisitTools(routes: routes, placing: placing, cache: cache)
        let autostop = Autostop(
            routes: routes, activity: activity, leaving: leaving, idle: settings.autostopAfter
        )
        worlds.observe { world, changes in
            routes.follow(changes, in: world)
            guests.follow(changes, in: world)
            autostop.follow(changes, in: world)
            vacancies.follow(changes, in: world)
            cache.follow(changes, in: world)
        }
    }

    /// The app whose certificate carries a host name, nil for a name of strangers. Asks no database.
    /// - Parameter hostname: in lower case, without a port.
    package func target(ofHostname hostname: String) -> EdgeTarget? {
        worlds.app(ofHostname: hostname).map { EdgeTarget(app: $0.app, world: $0.world.name, isPrivate: false) }
    }

    /// What an app's service at exactly this external port asks of the proxy, nil where there is no such service.
    package func handlers(of target: EdgeTarget, at port: Int) async -> [String]? {
        // An app that cannot be read has no service.
        guard let world = world(of: target), let route = try? await routes.route(target.app, in: world) else {
            return nil
        }
        return route.machines.lazy.flatMap(\.services).filter { $0.protocolName == "tcp" }.flatMap(\.ports)
            .first { $0.contains(port) }?.handlers
    }

    /// Requests under way to a machine.
    package func load(of machine: MachineID, in world: World) -> Int {
        activity.counter(Activity.Key(machine, in: world)).open(.requests)
    }

    /// Requests that wait because all their machines are at their hard limits.
    package var waitingForRoom: Int { tools.placing.vacancies.waiting }

    /// Answers a request for an app.
    /// - Parameter refused: called where the real one would have closed the connection instead of answering.
    package func respond(
        to request: Request,
        for target: EdgeTarget,
        _ arrival: Arrival,
        refused: () -> Void = {}
    ) async -> Response {
        let id = visitID()
        do {
            return try await forward(request, to: target, arrival, id)
        } catch {
            let failure = EdgeFailure(error)
            if failure.closesConnection { refused() }
            var response = failure.response
            ResponseHeaders(id: id, arrival: arrival).add(to: &response.headers)
            return response
        }
    }

    private func forward(
        _ request: Request,
        to target: EdgeTarget,
        _ arrival: Arrival,
        _ id: VisitID
    ) async throws -> Response {
        guard let world = world(of: target), let route = try await routes.route(target.app, in: world) else {
            throw EdgeFailure.unknownApp(target.app.rawValue, isStrict: settings.isStrict)
        }
        if settings.isStrict, (target.isPrivate ? route.privateAddress : route.publicAddress) == nil {
            throw EdgeFailure.unreachable(target)
        }
        if !arrival.door.isSecure, route.forcesHTTPS(arrival.door.number) {
            return securePort.redirect(request.head, ResponseHeaders(id: id, arrival: arrival))
        }
        let headers = RequestHeaders(
            id: id, arrival: arrival, clientIP: target.isPrivate ? Self.privateClient : arrival.clientIP,
            appIP: target.isPrivate ? route.privateAddress : route.publicAddress, time: world.now
        )
        return try await Visit(request, to: target.app, in: world, arrival, headers, tools).answer(from: route)
    }

    /// The address of clients inside the private network.
    private static let privateClient = "fdaa:0:1::1"

    private func world(of target: EdgeTarget) -> World? {
        guard let name = target.world else { return worlds.world(of: target.app) }
        // Names of strangers must not make worlds.
        return worlds.opened(ignoringCase: name)
    }
}
