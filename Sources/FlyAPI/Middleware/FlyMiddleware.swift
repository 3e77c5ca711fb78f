package import HTTPTypes
package import Hummingbird
package import MachineRules
import OrderedJSON
package import Simulation

/// The outermost middleware of the API: chooses the world, turns whatever was thrown into the service's own answer, and
/// puts the ids on it.
package struct FlyMiddleware: RouterMiddleware {
    package typealias Context = FlyRequestContext

    private let worlds: Worlds
    private let ids: RequestIDs
    private let authorization: Authorization
    private let worldless: Set<String>
    private let objections: Objections

    /// - Parameters:
    ///   - worldless: paths that touch no world, and so make none.
    ///   - objections: what becomes of the rules a machine's configuration breaks.
    package init(
        worlds: Worlds,
        ids: RequestIDs,
        authorization: Authorization = .permissive,
        worldless: Set<String> = [],
        objections: Objections = .refused
    ) {
        self.objections = objections
        self.worlds = worlds
        self.ids = ids
        self.authorization = authorization
        self.worldless = worldless
    }

    package func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        let ids = ids.next()
        var response: Response
        do {
            var context = context
            context.objections = objections
            if !worldless.contains(request.uri.path) {
                let name = context.callingMachine?.world ?? WorldSelection.worldName(in: request.headers)
                // Most worlds are open, and a held request pays for every frame it does not need.
                if let world = worlds.opened(name) {
                    context.world = world
                } else {
                    context.world = try await open(name, for: request)
                }
            }
            response = try await next(request, context)
        } catch {
            response = FlyFailure.response(to: error, request: request, context: context, requestID: ids.request)
        }
        response.headers[.flyRequestID] = ids.request
        response.headers[.flyTraceID] = ids.trace
        response.headers[.flySpanID] = ids.span
        response.headers[.via] = "1.1 fly.io"
        return response
    }

    private func open(_ name: String, for request: Request) async throws -> World? {
        if authorization.mayMakeWorld(request) { return try await worlds.world(name) }
        // A token that is not in the book can be one of a world that was there before.
        return try await worlds.known(name)
    }
}

extension HTTPField.Name {
    package static let flyRequestID = HTTPField.Name("fly-request-id") ?? .from
    static let flyTraceID = HTTPField.Name("fly-trace-id") ?? .from
    static let flySpanID = HTTPField.Name("fly-span-id") ?? .from
    static let leaseNonce = HTTPField.Name("fly-machine-lease-nonce") ?? .from
}
