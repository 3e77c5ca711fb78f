import Foundation
import Logging
import NIOCore
import ServiceLifecycle
import Testing
import WindtunnelTestSupport

@testable import FlyEdge

@Suite("The proxy's own life", .timeLimit(.minutes(5)))
struct ShutdownTests {
    private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    @Test("says which error keeps it from its port")
    func portInUse() async throws {
        let server = try await PeerServer.bind()
        let configuration = ProxyFixture.configuration(
            http: server.address, tls: server.address, port: server.address.port ?? 0
        )
        let error = await #expect(throws: IOError.self) {
            try await ForwardProxy.bind(configuration: configuration, logger: logger)
        }
        #expect(error?.errnoCode == EADDRINUSE)
        try await server.channel.close()
    }

    @Test("gives its port back when it is closed without having run")
    func closes() async throws {
        let server = try await PeerServer.bind()
        let proxy = try await bind(server)
        await proxy.close()
        let again = ProxyFixture.configuration(
            http: server.address, tls: server.address, port: proxy.localAddress.port ?? 0
        )
        try await ForwardProxy.bind(configuration: again, logger: logger).close()
        try await server.channel.close()
    }

    @Test("ends with every connection closed, in whatever state they are", arguments: [true, false])
    func ends(gracefully: Bool) async throws {
        let server = try await PeerServer.bind()
        let proxy = try await bind(server)
        let services = ServiceGroup(services: [proxy], logger: logger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await services.run() }

            let idle = try await Peer.connect(to: proxy.localAddress)
            let tunnel = try await Peer.connect(to: proxy.localAddress)
            try await tunnel.send("CONNECT demo.fly.dev:443 HTTP/1.1\r\n\r\n")
            let tunnelServer = try await server.accept()
            _ = await tunnel.read(until: "\r\n\r\n")
            let waiting = try await Peer.connect(to: proxy.localAddress)
            try await waiting.send("GET http://demo.fly.dev/ HTTP/1.1\r\n\r\n")
            let waitingServer = try await server.accept()
            _ = await waitingServer.read(until: "\r\n\r\n")
            let refused = try await Peer.connect(to: proxy.localAddress)
            try await refused.send("GET / HTTP/1.1\r\n\r\n")
            #expect(await refused.readToEnd().hasPrefix("HTTP/1.1 400 "))

            if gracefully {
                await services.triggerGracefulShutdown()
                try await group.waitForAll()
            } else {
                group.cancelAll()
                while let _ = await group.nextResult() {}
            }
            for peer in [idle, tunnel, tunnelServer, waiting, waitingServer] { #expect(await peer.readToEnd() == "") }
        }
        await #expect(throws: (any Error).self) { try await Peer.connect(to: proxy.localAddress) }
        try await server.channel.close()
    }

    private func bind(_ server: PeerServer) async throws -> ForwardProxy {
        try await ForwardProxy.bind(
            configuration: ProxyFixture.configuration(http: server.address, tls: server.address), logger: logger
        )
    }
}
