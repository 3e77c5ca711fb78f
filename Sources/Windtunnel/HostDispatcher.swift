import FixtureServing
import FlyAPI
import FlyEdge
import Guests
import HTTPTypes
import Hummingbird
import MachineRules
import OrderedJSON

/// The first thing every request meets: by its Host it goes to the API or, through the edge, to an app.
struct HostDispatcher: HTTPResponder {
    typealias Context = FlyRequestContext

    let names: HostNames
    let api: RouterResponder<FlyRequestContext>
    let edge: Edge
    let ids: RequestIDs
    /// What the listener stands for in front of apps.
    let door: ExternalPort
    /// What answers in the emulator's place, nil where it answers itself.
    let fixtures: FixtureServer?

    /// The same for a listener that stands for another port.
    func behind(_ door: ExternalPort) -> HostDispatcher {
        HostDispatcher(names: names, api: api, edge: edge, ids: ids, door: door, fixtures: fixtures)
    }

    private var visits: AppVisits { AppVisits(edge: edge) }

    private static let appPrefix = "/_app/"
    private static let controlPrefix = "/_windtunnel"
    /// Of the API's answers; those of apps tell of the proxy.
    private static let server = "Fly/windtunnel"

    /// Where a request goes.
    private enum Way {
        case api
        case app(EdgeTarget)
        case answered(Response)
    }

    func respond(to request: Request, context: FlyRequestContext) async throws -> Response {
        if request.method == .head { return try await answer(request, context).headAlone() }
        return try await answer(request, context)
    }

    /// What stands in this function's frame is paid for by every held request.
    private func answer(_ request: Request, _ context: FlyRequestContext) async throws -> Response {
        let way = way(of: request)
        if let fixtures, let site = site(of: request, way) {
            return try await replace(request, for: site, way, context, by: fixtures)
        }
        return try await respond(to: request, way, context)
    }

    private func respond(to request: Request, _ way: Way, _ context: FlyRequestContext) async throws -> Response {
        switch way {
        case .api:
            if request.waitsToGoOn || request.headers[.upgrade] != nil { return try await manage(request, context) }
            var response = try await api.respond(to: request, context: context)
            response.headers.append(HTTPField(name: .server, value: Self.server))
            return response
        case .app(let target): return await visit(target, request, context)
        case .answered(let response): return response
        }
    }

    /// Lets a recording, or the real service, answer in the emulator's place.
    private func replace(
        _ request: Request, for site: FixtureSite, _ way: Way, _ context: FlyRequestContext, by fixtures: FixtureServer
    ) async throws -> Response {
        let connection = ClientConnection(context.channel)
        var head = request.head
        if request.waitsToGoOn {
            connection.sayContinue()
            head.headerFields[.expect] = nil
        }
        let response = try await fixtures.respond(
            to: Request(head: head, body: request.body), for: site, by: connection
        ) { try await respond(to: $0, way, context) }
        return AppVisits.closing(response, after: request)
    }

    /// Whom a request is for, nil for the controls and for what is answered here.
    private func site(of request: Request, _ way: Way) -> FixtureSite? {
        let path = request.head.path ?? "/"
        let authority = request.head.authority
        switch way {
        case .answered: return nil
        case .api:
            if path.hasPrefix(Self.controlPrefix) { return nil }
            return FixtureSite(apiPath: path, host: authority.map(HostNames.host(of:)) ?? "")
        case .app(let target):
            var path = path
            if path.hasPrefix(Self.appPrefix), case .api = names.route(authority: authority) {
                path = Self.split(path)?.1 ?? path
            }
            return FixtureSite(app: target.app.rawValue, path: path, world: target.world)
        }
    }

    /// A request to the API that wants something of the connection.
    private func manage(_ request: Request, _ context: FlyRequestContext) async throws -> Response {
        if request.waitsToGoOn { ClientConnection(context.channel).sayContinue() }
        var response = try await api.respond(to: request, context: context)
        response.headers.append(HTTPField(name: .server, value: Self.server))
        return AppVisits.closing(response, after: request)
    }

    private func visit(_ target: EdgeTarget, _ request: Request, _ context: FlyRequestContext) async -> Response {
        var head = request.head
        if let path = head.path, path.hasPrefix(Self.appPrefix), case .api = names.route(authority: head.authority) {
            head.path = Self.split(path)?.1
        }
        return await visits.respond(to: Request(head: head, body: request.body), for: target, by: door, context)
    }

    private func way(of request: Request) -> Way {
        switch names.route(authority: request.head.authority) {
        case .api:
            let path = request.head.path ?? "/"
            if path.hasPrefix(Self.appPrefix) {
                guard let (target, _) = Self.split(path) else { return .answered(refuseForm(path)) }
                return .app(target)
            }
            if path.hasPrefix(Self.controlPrefix), let origin = request.headers[.origin], !isOwn(origin) {
                return .answered(refuseOrigin(origin))
            }
            return .api
        case .app(let target): return .app(target)
        case .foreign(let host):
            return edge.target(ofHostname: host).map(Way.app) ?? .answered(refuse(host))
        }
    }

    /// Whether a name, without a port, is one of ours, those of certificates included.
    @Sendable func standsFor(_ name: String) -> Bool {
        names.standsFor(name) || edge.target(ofHostname: HostNames.host(of: name)) != nil
    }

    /// `/_app/APP/rest?query` without the prefix; the query stays as it was sent.
    private static func split(_ path: String) -> (EdgeTarget, String)? {
        let rest = path.dropFirst(appPrefix.count)
        let app = rest.prefix { $0 != "/" && $0 != "?" }
        guard !app.isEmpty else { return nil }
        let inner = rest.dropFirst(app.count)
        return (
            EdgeTarget(app: AppName(rawValue: String(app)), world: nil, isPrivate: false),
            inner.hasPrefix("/") ? String(inner) : "/" + inner
        )
    }

    /// A page of another site must not move a developer's emulator.
    private func isOwn(_ origin: String) -> Bool {
        for scheme in ["http://", "https://"] where origin.hasPrefix(scheme) {
            if case .api = names.route(authority: String(origin.dropFirst(scheme.count))) { return true }
        }
        return false
    }

    private func refuseOrigin(_ origin: String) -> Response {
        answer(
            .json(
                status: .forbidden,
                ["error": .string("the origin \(origin) may not use the controls"), "hint": "call them from localhost"]
            )
        )
    }

    private func refuseForm(_ path: String) -> Response {
        answer(.text(status: .notFound, "windtunnel: \(path) names no app; the form is /_app/APP/path\n"))
    }

    private func refuse(_ host: String) -> Response {
        answer(
            .text(
                status: .misdirectedRequest,
                """
                windtunnel does not stand for the host "\(host)". It answers, as the API, to localhost, an IP address, \
                api.machines.dev, _api.internal and api.fly.io (and names given with --api-host), and for apps to \
                APP.fly.dev, APP.fly.localhost, APP.localhost, APP.WORLD.localhost, APP.flycast and the host names of \
                certificates.

                """
            )
        )
    }

    private func answer(_ response: Response) -> Response {
        var response = response
        response.headers[.flyRequestID] = ids.next().request
        response.headers[.server] = Self.server
        return response
    }
}

extension HTTPField.Name {
    fileprivate static let origin = HTTPField.Name("Origin") ?? .from
}
