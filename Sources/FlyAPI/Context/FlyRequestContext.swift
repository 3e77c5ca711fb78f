package import Hummingbird
import NIOCore
package import Simulation

/// What a request carries through the routes besides itself.
package struct FlyRequestContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// The peer's address as text, for `Fly-Client-IP` and the journal.
    package let remoteAddress: String?
    /// The listener the request came in by was TLS.
    package let isSecure: Bool
    /// The world of the request once the middleware has chosen it.
    package var world: World?

    package init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        remoteAddress = source.channel.remoteAddress?.ipAddress
        isSecure = false
    }

    /// The world the request acts on.
    /// - Throws: 500 when the middleware did not run, which is a mistake of ours.
    package func requireWorld() throws -> World {
        guard let world else { throw HTTPError(.internalServerError, message: "no world chosen") }
        return world
    }
}

extension FlyRequestContext {
    /// The part of the path that stands at `:name`, percent-decoding done.
    package func path(_ name: String) -> String {
        parameters.get(name) ?? ""
    }
}
