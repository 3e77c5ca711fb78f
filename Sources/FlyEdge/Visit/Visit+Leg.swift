import Guests
import HTTPTypes
import Hummingbird
import MachineRules
import Simulation

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

    func arrive(_ leg: Leg) async throws -> Arrived {
        let place = try await tools.placing.place(at: leg.app, leg.route, in: world, arrival, leg.wish) { candidate in
            outgoing(to: candidate, leg)
        }
        do {
            return Arrived(leg: leg, place: place, response: try await respond(place))
        } catch {
            place.open.end()
            throw EdgeFailure(error)
        }
    }

    /// A program that has just been started is asked so often before the edge gives up on it (observed).
    private static let attempts = 15

    private func respond(_ place: Placing.Place) async throws -> Response {
        guard place.isNew else { return try await place.admission.respond(place.request, over: arrival.connection) }
        for _ in 1..<Self.attempts {
            do {
                return try await place.admission.respond(place.request, over: arrival.connection)
            } catch is GuestRefusal {
                try await pause(Placing.timeToListen / Self.attempts)
            }
        }
        do {
            return try await place.admission.respond(place.request, over: arrival.connection)
        } catch let refusal as GuestRefusal {
            throw EdgeFailure(
                status: .serviceUnavailable, code: "PM05",
                text: "failed to connect to machine: gave up after \(Self.attempts) attempts: \(refusal.reason)"
            )
        }
    }

    /// Lets so much of the world's time pass.
    private func pause(_ duration: Duration) async throws {
        let over = Promise<Void>()
        let timer = world.schedule(at: world.now + duration) { over.keep(()) }
        await over.value(onCancel: ())
        world.cancel(timer)
        try Task.checkCancellation()
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

    func order(in arrived: Arrived, _ subject: ReplayCache.Subject) async throws -> ReplayOrder? {
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
    func finished(_ arrived: Arrived) -> Response {
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
        guard let limit = door.idleTimeout, let connection = arrival.connection else { return response }
        return connection.cut(response, whenIdleFor: limit, in: world)
    }
}
