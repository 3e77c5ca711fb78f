package import Logging
package import NIOCore
import NIOPosix
import ServiceLifecycle

/// The forward proxy listener: what makes programs with `https://api.machines.dev` written into them run unmodified.
///
/// A client told by `HTTP_PROXY` and `HTTPS_PROXY` asks it for a tunnel (`CONNECT`) or sends it a request with a
/// whole URL. Names Windtunnel stands for go to its own listeners, loopback and allowed hosts go where they point,
/// and every other host is refused in words, so that a test never reaches the real service by mistake.
package struct ForwardProxy: Service {
    /// Where the proxy listens and what it lets through.
    package struct Configuration: Sendable {
        /// The address to listen on: an IP address or a name.
        package var host: String
        /// The port, 0 for any that is free.
        package var port: Int
        /// Whether Windtunnel answers for a host name, given in lower case and without a port. Asked on an event
        /// loop for every request, so it may not block.
        package var standsFor: @Sendable (String) -> Bool
        /// Our http listener: plain requests, and tunnels to the ports 80 and 4280.
        package var httpAddress: SocketAddress
        /// Our https listener: tunnels to every other port.
        package var tlsAddress: SocketAddress
        /// Hosts that are really connected to, in lower case.
        package var allowedHosts: Set<String>

        package init(
            host: String, port: Int, standsFor: @escaping @Sendable (String) -> Bool,
            httpAddress: SocketAddress, tlsAddress: SocketAddress, allowedHosts: Set<String> = []
        ) {
            self.host = host
            self.port = port
            self.standsFor = standsFor
            self.httpAddress = httpAddress
            self.tlsAddress = tlsAddress
            self.allowedHosts = Set(allowedHosts.map { $0.lowercased() })
        }
    }

    /// Where it listens, with the port it really has.
    package let localAddress: SocketAddress
    private let listener: any Channel
    private let clients: AsyncStream<any Channel>

    /// Takes the port and begins to serve.
    ///
    /// Whoever binds runs it or closes it.
    /// - Parameter group: The event loops that carry the connections.
    /// - Throws: `IOError` of NIO when the address cannot be had; its `errnoCode` is `EADDRINUSE` when it is taken.
    package static func bind(
        configuration: Configuration, group: any EventLoopGroup = .singletonMultiThreadedEventLoopGroup, logger: Logger
    ) async throws -> ForwardProxy {
        let (clients, arrivals) = AsyncStream.makeStream(of: (any Channel).self)
        let listener = try await ServerBootstrap(group: group)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelOption(.backlog, value: 256)
            .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { client in
                client.eventLoop.makeCompletedFuture {
                    let codec = HTTPCodec.towardsClient()
                    let handler = ClientHandler(codec: codec, configuration: configuration, logger: logger)
                    try client.pipeline.syncOperations.addHandlers(codec.handlers + [handler])
                    // Nobody would close a connection that comes after the end of `run`.
                    if case .terminated = arrivals.yield(client) { throw ChannelError.ioOnClosedChannel }
                }
            }
            .bind(host: configuration.host, port: configuration.port).get()
        listener.closeFuture.whenComplete { _ in arrivals.finish() }
        guard let localAddress = listener.localAddress else {
            try await listener.close()
            throw ChannelError.ioOnClosedChannel
        }
        return ForwardProxy(localAddress: localAddress, listener: listener, clients: clients)
    }

    /// Serves until the task is cancelled or a graceful shutdown begins; then the port is given back and every
    /// connection closed. Call it once.
    package func run() async throws {
        await cancelWhenGracefulShutdown {
            // A task for each connection does no more than close it when this one is cancelled.
            await withDiscardingTaskGroup { group in
                for await client in clients {
                    group.addTask { await Self.hold(client) }
                }
            }
        }
        await close()
    }

    /// Gives the port back. For a proxy that was bound but will not be run.
    package func close() async {
        try? await listener.close()  // fails only when it is closed already
    }

    /// Waits for the end of a connection and brings it about when cancelled.
    private static func hold(_ client: any Channel) async {
        await withTaskCancellationHandler {
            try? await client.closeFuture.get()  // never fails
        } onCancel: {
            client.close(promise: nil)
        }
    }
}
