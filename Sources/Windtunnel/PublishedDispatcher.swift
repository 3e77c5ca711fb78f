import FlyAPI
import FlyEdge
import Hummingbird

/// Answers on a listener that is one app's own, whatever the Host says.
struct PublishedDispatcher: HTTPResponder {
    typealias Context = FlyRequestContext

    let visits: AppVisits
    let target: EdgeTarget
    /// The external port that the listener stands for.
    let port: Int

    func respond(to request: Request, context: FlyRequestContext) async throws -> Response {
        await visits.respond(to: request, for: target, by: ExternalPort(published: port), context)
    }
}
