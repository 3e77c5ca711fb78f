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
    private let body: ReplayBody?

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
            request.head.mayHaveBody(isHTTP2: arrival.httpVersion == "2")
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
            if isRemembered { leg.cacheStatus = .miss }
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

// MARK: - One leg

extension Visit {
    /// One stretch of the way: to a machine of one app.
    struct Leg: Sendable {
        let app: AppName
        let route: AppRoute
        let wish: Wish
        var transform = ReplayTransform()
        var extra: [HTTPField] = []
        var cacheStatus: ReplayCache.Status?
        var isReplay = false
        /// Whether the program may send the request on.
        var mayReplay = true
    }

    /// A request with its answer.
    struct Arrived: Sendable {
        let leg: Leg
        let place: Placing.Place
        let response: Response
    }

    /// A body that is known to be larger counts as a stream: its machine has it as load until the last byte is written.
    private static let largestBuffer = 64 * 1024

    private func arrive(_ leg: Leg) async throws -> Arrived {
        let place = try await tools.placing.place(at: leg.app, leg.route, in: world, arrival, leg.wish) { candidate in
            outgoing(to: candidate, leg)
        }
        do {
            return Arrived(leg: leg, place: place, response: try await place.admission.respond(place.request))
        } catch {
            place.open.end()
            throw EdgeFailure(error)
        }
    }

    /// What a machine gets. Without the handler `http` the proxy passes bytes on as they are.
    private func outgoing(to candidate: MachinePicker.Candidate, _ leg: Leg) -> Request {
        var head = request.head
        if candidate.door.speaksHTTP {
            head = leg.transform.apply(to: head)
            head.headerFields = headers.added(to: head.headerFields)
            if let preferred = leg.wish.preferredInstance, preferred != candidate.machine.id.rawValue {
                head.headerFields.append(HTTPField(name: .preferredUnavailable, value: preferred))
            }
            if let status = leg.cacheStatus {
                head.headerFields.append(HTTPField(name: .replayCacheStatus, value: status.rawValue))
            }
            head.headerFields.append(contentsOf: leg.extra)
        }
        // What is made of the first one goes on telling whether the client is there.
        var outgoing = Request(head: head, body: request.body)
        if let body {
            outgoing.body = body.body
        } else if leg.isReplay || !leg.mayReplay {
            outgoing.body = RequestBody(buffer: .init())
        }
        return outgoing
    }

    private func order(in arrived: Arrived, _ subject: ReplayCache.Subject) async throws -> ReplayOrder? {
        let response = arrived.response
        guard let order = try await ReplayOrder.read(response) else {
            if response.headers[.replayCache] == "invalidate" { tools.cache.forget(subject) }
            return nil
        }
        if order.cache == .invalidate { tools.cache.forget(subject) }
        arrived.place.open.end()
        return order
    }

    /// What the client gets; the request is its machine's load until the last byte.
    private func finished(_ arrived: Arrived) -> Response {
        var response = arrived.response
        let door = arrived.place.door
        if door.speaksHTTP {
            for name in [HTTPField.Name.replayCache, .replayCacheTTL, .replayCacheAllowBypass]
            where response.headers.contains(name) {
                response.headers[name] = nil
            }
            ResponseHeaders(id: headers.id, arrival: arrival).add(to: &response.headers, by: door.response)
        }
        let open = arrived.place.open
        let length = response.body.contentLength
        guard length.map({ $0 > Self.largestBuffer }) ?? true else {
            open.end()
            return response
        }
        let body = response.body
        response.body = ResponseBody(contentLength: length) { writer in
            defer { open.end() }
            try await body.write(writer)
        }
        return response
    }
}

// MARK: - Around a replay

extension Visit {
    private func subject(of route: AppRoute) -> ReplayCache.Subject {
        let path = request.head.path ?? "/"
        return ReplayCache.Subject(
            app: AppKey(app, in: world), host: HostNames.host(of: request.head.authority ?? ""),
            path: path.prefix { $0 != "?" }, headers: request.headers,
            rules: route.sessionRules(port: arrival.door.number)
        )
    }

    /// Gives up after so much of the world's time.
    private func within(
        _ limit: Duration?,
        _ body: @escaping @Sendable () async throws -> Arrived
    ) async throws -> Arrived {
        guard let limit else { return try await body() }
        // Ended by the timer, by its end or by the client that leaves.
        let work = Task { try await body() }
        let timer = world.schedule(at: world.now + limit) { work.cancel() }
        defer { world.cancel(timer) }
        do {
            return try await withTaskCancellationHandler {
                try await work.value
            } onCancel: {
                work.cancel()
            }
        } catch  where work.isCancelled && !Task.isCancelled {
            throw EdgeFailure.replayTimedOut
        }
    }

    /// The value of `fly-replay-src`.
    private static func source(_ machine: AppRoute.Machine, _ replay: Replay, at time: Timestamp) -> String {
        let state = replay.state.map { ";state=\($0)" } ?? ""
        return "instance=\(machine.id);region=\(machine.guest.region);t=\(time.milliseconds)000\(state)"
    }

    /// The value of `fly-replay-failed`: what was asked for, by whom, and why it could not be had.
    private static func report(
        _ replay: Replay,
        _ failure: EdgeFailure,
        _ origin: Arrived,
        elapsed: Duration
    ) -> String {
        let reason =
            failure == .replayTimedOut ? "timeout" : failure.code == "PR03" ? "no_candidate" : "retries_exhausted"
        let milliseconds = elapsed / .milliseconds(1)
        let instance = replay.instance ?? replay.preferredInstance ?? ""
        let region = replay.regions?.map(\.rawValue).joined(separator: ",") ?? ""
        return "instance=\(instance);app=\(replay.app ?? origin.leg.app);region=\(region);"
            + "replay_source=\(origin.place.machine.id);reason=\(reason);elapsed_ms=\(Int(milliseconds))"
    }
}

extension EdgeFailure {
    /// A replay whose own time limit is over (status and code chosen).
    static let replayTimedOut = EdgeFailure(
        status: .serviceUnavailable, code: "PR04", text: "the replay took longer than its timeout"
    )
}

extension AppRoute {
    /// The rules by which sessions are replayed, of the first machine that has the port.
    func sessionRules(port: Int) -> [ReplaySessionRule] {
        machines.lazy.compactMap { $0.door(port) }.first?.sessions ?? []
    }
}
