package import Guests
import HTTPTypes
package import Hummingbird
import Logging
import MachineRules
package import Simulation

/// The stand-in for Fly Proxy: finds the app, picks a machine, wakes it, and hands the request to its guest.
package struct Edge: Sendable {
    private let worlds: Worlds
    private let routes: AppRoutes
    private let guests: GuestRegistry
    private let activity: Activity
    private let gates: WakeGates
    private let requestID: @Sendable () -> String

    /// - Parameters:
    ///   - requestID: makes the id that stands in `Fly-Request-Id`.
    ///   - autostopAfter: world time without a request after which `autostop` acts.
    package init(
        worlds: Worlds,
        guests: GuestRegistry,
        autostopAfter: Duration,
        requestID: @escaping @Sendable () -> String
    ) {
        let routes = AppRoutes()
        let activity = Activity()
        self.worlds = worlds
        self.routes = routes
        self.guests = guests
        self.activity = activity
        self.requestID = requestID
        let waker = Waker(routes: routes, guests: guests)
        gates = WakeGates { await waker.wake($0, of: $1, in: $2) }
        let autostop = Autostop(routes: routes, activity: activity, idle: autostopAfter)
        worlds.observe { world, changes in
            routes.follow(changes, in: world)
            guests.follow(changes, in: world)
            autostop.follow(changes, in: world)
        }
    }

    /// The app whose certificate carries a host name, nil for a name of strangers. Asks no database.
    /// - Parameter hostname: in lower case, without a port.
    package func target(ofHostname hostname: String) -> EdgeTarget? {
        worlds.app(ofHostname: hostname).map { EdgeTarget(app: $0.app, world: $0.world.name, isPrivate: false) }
    }

    /// Answers a request for an app.
    /// - Parameters:
    ///   - clientIP: the address that connected to this listener.
    ///   - connection: the client's, for guests that switch protocols on it; nil in process.
    package func respond(
        to request: Request, for target: EdgeTarget, clientIP: String, over connection: ClientConnection? = nil
    ) async -> Response {
        let id = requestID()
        var response: Response
        do {
            response = try await forward(request, to: target, clientIP: clientIP, connection, requestID: id)
        } catch let failure as EdgeFailure {
            response = failure.response
        } catch let refusal as GuestRefusal {
            response =
                EdgeFailure(
                    status: .badGateway, code: "PC01", text: "instance refused connection: \(refusal.reason)"
                ).response
        } catch {
            response = EdgeFailure(status: .badGateway, code: "PC02", text: "instance broke off: \(error)").response
        }
        ProxyHeaders.add(toResponse: &response.headers, requestID: id)
        return response
    }

    private func forward(
        _ request: Request,
        to target: EdgeTarget,
        clientIP: String,
        _ connection: ClientConnection?,
        requestID: String
    ) async throws -> Response {
        guard let world = try await world(of: target), let route = try await routes.route(target.app, in: world)
        else { throw EdgeFailure.unknownApp(target.app.rawValue) }
        let choice = MachinePicker(route: route, port: ProxyHeaders.externalPort) { machine in
            activity.open(Activity.Key(machine, in: world))
        }.choose(forced: request.headers[.forceInstance], preferred: request.headers[.preferInstance])
        var head = request.head
        ProxyHeaders.add(
            to: &head.headerFields, clientIP: target.isPrivate ? "fdaa:0:1::1" : clientIP, requestID: requestID,
            at: world.now
        )
        let forwarded = Request(head: head, body: request.body)
        switch choice {
        case .refused(let failure): throw failure
        case .running(let machine):
            let admission = try guests.guest(of: machine.guest, in: world).admit(forwarded)
            return try await serve(forwarded, admission, machine, connection, in: world)
        case .waking(let machine):
            let admission = try await gates.pass(forwarded, to: machine.id, of: target.app, in: world)
            return try await serve(forwarded, admission, machine, connection, in: world)
        }
    }

    private func world(of target: EdgeTarget) async throws -> World? {
        guard let name = target.world else { return worlds.world(of: target.app) }
        // A host name is in lower case whatever its writer typed, and names must not make worlds.
        return worlds.opened(name)
    }

    /// Lets the guest answer, and counts the request as the machine's load until its last byte.
    private func serve(
        _ request: Request,
        _ admission: Admission,
        _ machine: AppRoute.Machine,
        _ connection: ClientConnection?,
        in world: World
    ) async throws -> Response {
        let open = OpenRequest(to: machine.id, in: world, activity)
        let response: Response
        do {
            response = try await admission.respond(request, over: connection)
        } catch {
            open.end()
            throw error
        }
        guard response.body.contentLength == nil else {
            open.end()
            return response
        }
        let body = response.body
        return Response(
            status: response.status, headers: response.headers,
            body: ResponseBody { writer in
                defer { open.end() }
                try await body.write(writer)
            }
        )
    }
}
