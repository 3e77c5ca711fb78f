import NIOCore

/// Where a request to the forward proxy ends up.
enum Route: Equatable, Sendable {
    /// One of our own listeners.
    case listener(SocketAddress)
    /// The host itself: loopback, or allowed by name.
    case host(HostAndPort)
    /// Nowhere: Windtunnel is offline.
    case refused

    /// Ports on which Fly's names speak plain HTTP; on every other one they speak TLS.
    static let plainPorts: Set<Int> = [80, 4280]
}

extension ForwardProxy.Configuration {
    /// Decides the way of a tunnel or a forwarded request.
    func route(to target: HostAndPort, isTunnel: Bool) -> Route {
        // Loopback first: what runs on the user's own machine is never ours to answer for.
        if target.isLoopback { return .host(target) }
        if standsFor(target.host) {
            return .listener(isTunnel && !Route.plainPorts.contains(target.port) ? tlsAddress : httpAddress)
        }
        return allowedHosts.contains(target.host) ? .host(target) : .refused
    }
}
