import Logging
import NIOCore
import WindtunnelTestSupport

@testable import FlyEdge

/// A running proxy with the two listeners it stands before, and a way to connect to it.
struct ProxyFixture {
    let proxy: ForwardProxy
    /// Where requests to stood-for names go: `*.fly.dev` in these tests.
    let http: PeerServer
    let tls: PeerServer

    func client() async throws -> Peer {
        try await Peer.connect(to: proxy.localAddress)
    }

    /// A client and a server joined by a tunnel.
    func tunnel() async throws -> (client: Peer, server: Peer) {
        let client = try await client()
        try await client.send("CONNECT demo.fly.dev:443 HTTP/1.1\r\nHost: demo.fly.dev:443\r\n\r\n")
        let server = try await tls.accept()
        _ = await client.read(until: "\r\n\r\n")
        return (client, server)
    }

    static func configuration(
        http: SocketAddress, tls: SocketAddress, port: Int = 0, allowed: Set<String> = []
    ) -> ForwardProxy.Configuration {
        ForwardProxy.Configuration(
            host: "127.0.0.1", port: port, standsFor: { $0.hasSuffix(".fly.dev") },
            httpAddress: http, tlsAddress: tls, allowedHosts: allowed
        )
    }
}

/// Runs `body` with a proxy, then ends it; returns once the proxy has ended.
func withProxy(allowing allowed: Set<String> = [], _ body: (ProxyFixture) async throws -> Void) async throws {
    let (http, tls) = try await (PeerServer.bind(), PeerServer.bind())
    let proxy = try await ForwardProxy.bind(
        configuration: ProxyFixture.configuration(http: http.address, tls: tls.address, allowed: allowed),
        logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    )
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await proxy.run() }
        defer { group.cancelAll() }
        try await body(ProxyFixture(proxy: proxy, http: http, tls: tls))
    }
    for server in [http, tls] where server.channel.isActive { try await server.channel.close() }
}
