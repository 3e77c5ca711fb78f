import FlyAPI
import FlyEdge
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

    private static let appPrefix = "/_app/"

    func respond(to request: Request, context: FlyRequestContext) async throws -> Response {
        let clientIP = context.remoteAddress ?? "127.0.0.1"
        switch names.route(authority: request.head.authority) {
        case .api:
            let path = request.head.path ?? "/"
            if path.hasPrefix(Self.appPrefix) {
                guard let (target, inner) = Self.split(path) else { return refuseForm(path) }
                var head = request.head
                head.path = inner
                return await edge.respond(
                    to: Request(head: head, body: request.body), for: target, clientIP: clientIP
                )
            }
            if path.hasPrefix("/_windtunnel"), let origin = request.headers[.origin], !isOwn(origin) {
                return refuseOrigin(origin)
            }
            return try await api.respond(to: request, context: context)
        case .app(let target): return await edge.respond(to: request, for: target, clientIP: clientIP)
        case .foreign(let host):
            guard let target = edge.target(ofHostname: host) else { return refuse(host) }
            return await edge.respond(to: request, for: target, clientIP: clientIP)
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
        return response
    }
}

extension HTTPField.Name {
    fileprivate static let origin = HTTPField.Name("Origin") ?? .from
}
