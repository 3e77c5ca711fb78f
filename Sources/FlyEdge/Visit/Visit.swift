import Guests
import HTTPTypes
import Hummingbird
import MachineRules
import Simulation

/// What visits need of the edge.
struct VisitTools: Sendable {
    let routes: AppRoutes
    let placing: Placing
    let cache: ReplayCache
}

/// One request on its way through the edge: to a machine, and on to others while their programs replay it.
struct Visit: Sendable {
    let request: Request
    let app: AppName
    let world: World
    let arrival: Arrival
    let headers: RequestHeaders
    let tools: VisitTools
    /// The body where there is one, so that it can be sent again.
    let body: ReplayBody?

    /// A request is replayed so often at most (documented).
    private static let mostReplays = 10

    init(
        _ request: Request,
        to app: AppName,
        in world: World,
        _ arrival: Arrival,
        _ headers: RequestHeaders,
        _ tools: VisitTools
    ) {
        self.request = request
        self.app = app
        self.world = world
        self.arrival = arrival
        self.headers = headers
        self.tools = tools
        body =
            request.head.mayHaveBody
            ? ReplayBody(request.body, length: request.head.announcedLength) : nil
    }

    /// The answer for the client.
    func answer(from route: AppRoute) async throws -> Response {
        let subject = subject(of: route)
        let (remembered, status) = tools.cache.find(subject, at: headers.time)
        if let remembered, let response = try await answer(remembered, status, from: route, subject) { return response }
        let leg = Leg(
            app: app, route: route, wish: Wish(request.headers), cacheStatus: remembered == nil ? status : .miss)
        return try await follow(leg, subject)
    }

    /// Goes where requests like this one are sent on to.
    /// - Returns: nil when nobody is there any more, which is then forgotten.
    private func answer(
        _ remembered: ReplayCache.Entry,
        _ status: ReplayCache.Status?,
        from route: AppRoute,
        _ subject: ReplayCache.Subject
    ) async throws -> Response? {
        let arrived: Arrived
        do {
            var leg = try await leg(after: remembered.replay, from: (app, route), source: remembered.source)
            leg.cacheStatus = status
            arrived = try await arrive(leg)
        } catch let failure as EdgeFailure where failure.status == .serviceUnavailable || failure.code.hasPrefix("PA") {
            tools.cache.forget(subject)
            return nil
        }
        return try await follow(arrived, from: 1, subject)
    }

    private func follow(_ leg: Leg, _ subject: ReplayCache.Subject) async throws -> Response {
        try await follow(try await arrive(leg), from: 0, subject)
    }

    /// Sends the request on for as long as programs say so.
    private func follow(
        _ arrived: Arrived,
        from replays: Int,
        _ subject: ReplayCache.Subject
    ) async throws -> Response {
        var arrived = arrived
        var replays = replays
        while arrived.place.door.speaksHTTP, let order = try await order(in: arrived, subject) {
            replays += 1
            guard replays <= Self.mostReplays, arrived.leg.mayReplay else {
                let limit = arrived.leg.mayReplay ? "more than \(Self.mostReplays) times" : "after it came back"
                throw EdgeFailure.replay("PA02", "the request was replayed \(limit)")
            }
            if await body?.isTooLarge == true {
                throw EdgeFailure.replay(
                    "PA01", "the body is larger than the \(ReplayBody.limit) bytes kept for replays")
            }
            arrived = try await replayed(order, from: arrived, subject)
        }
        return finished(arrived)
    }

    /// The answer of whoever a replay leads to, or of who sent it when that fails and it wants the request back.
    private func replayed(
        _ order: ReplayOrder,
        from origin: Arrived,
        _ subject: ReplayCache.Subject
    ) async throws -> Arrived {
        let replay = order.replay
        let source = origin.place.machine
        let isRemembered = tools.cache.keep(replay, from: source.id, for: subject, order.cache, at: world.now)
        let begin = world.now
        do {
            var leg = try await leg(after: replay, from: (origin.leg.app, origin.leg.route), source: source.id)
            leg.extra.append(HTTPField(name: .replaySource, value: Self.source(source, replay, at: begin)))
            leg.cacheStatus = origin.leg.cacheStatus == .bypass ? .bypass : isRemembered ? .miss : nil
            let target = leg
            return try await within(replay.timeout) { try await arrive(target) }
        } catch let failure as EdgeFailure where replay.fallback != nil && !failure.code.hasPrefix("PA") {
            var home = Leg(app: origin.leg.app, route: origin.leg.route, wish: replay.homeWish(to: source.id))
            home.mayReplay = false
            let report = Self.report(replay, failure, origin, elapsed: world.now - begin)
            home.extra.append(HTTPField(name: .replayFailed, value: report))
            return try await arrive(home)
        }
    }

    /// Where a replay leads.
    /// - Throws: ``EdgeFailure`` PA04 for an app that is not there, PA05 for one of others.
    private func leg(
        after replay: Replay,
        from origin: (app: AppName, route: AppRoute),
        source: MachineID
    ) async throws -> Leg {
        let app = replay.app ?? origin.app
        guard let route = try await tools.routes.route(app, in: world) else {
            throw EdgeFailure.replay("PA04", "the request was replayed to app \"\(app)\", which is not there")
        }
        guard route.organization == origin.route.organization, route.network == origin.route.network else {
            throw EdgeFailure.replay("PA05", "the request was replayed to app \"\(app)\" of another organization")
        }
        var leg = Leg(app: app, route: route, wish: replay.wish(from: source))
        leg.transform = replay.transform
        leg.isReplay = true
        return leg
    }
}
