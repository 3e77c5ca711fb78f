import FlyAPI
import FlyEdge
import Hummingbird
import HummingbirdCore
import HummingbirdHTTP2
import HummingbirdTLS
import Logging
import NIOCore
import NIOHTTP1
import NIOSSL
import ServiceLifecycle

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The two web listeners: the same answers, plain and over TLS.
struct Listeners: Sendable {
    let emulator: Emulator
    let host: String
    let logger: Logger

    private static var http1: HTTP1Channel.Configuration {
        HTTP1Channel.Configuration(additionalChannelHandlers: [FirstRead()])
    }

    func plain(port: Int, onBound: @escaping @Sendable (SocketAddress) -> Void) -> some Service {
        application(
            emulator.dispatcher, server: .http1(configuration: Self.http1), port: port, onBound: onBound)
    }

    func secure(
        port: Int,
        tls: TLSConfiguration,
        onBound: @escaping @Sendable (SocketAddress) -> Void
    ) throws -> some Service {
        // HTTP/2 where the client asks for it by ALPN. Its streams are channels with the same handlers.
        let http2 = HTTP2ChannelConfiguration(streamConfiguration: Self.http1)
        let server = try HTTPServerBuilder.http2Upgrade(tlsConfiguration: tls, configuration: http2)
        return application(emulator.secureDispatcher, server: server, port: port, onBound: onBound)
    }

    /// A service of an app at a port of its own.
    func published(
        _ publication: WindtunnelConfiguration.Publication,
        tls: TLSConfiguration,
        onBound: @escaping @Sendable (SocketAddress) -> Void
    ) throws -> some Service {
        let target = publication.target
        let visits = AppVisits(edge: emulator.edge)
        // One protocol each: what comes by TLS here is HTTP/1.1 or bytes.
        var tls = tls
        tls.applicationProtocols = ["http/1.1"]
        let context = try NIOSSLContext(configuration: tls)
        let server = HTTPServerBuilder { responder in
            PublishedPort(
                visits: visits, target: target, port: publication.port, tls: context,
                http: HTTP1Channel(responder: responder, configuration: Self.http1)
            )
        }
        return application(
            PublishedDispatcher(visits: visits, target: target, port: publication.port), server: server,
            port: publication.localPort, onBound: onBound
        )
    }

    private func application<Responder: HTTPResponder<FlyRequestContext>>(
        _ responder: Responder,
        server: HTTPServerBuilder,
        port: Int,
        onBound: @escaping @Sendable (SocketAddress) -> Void
    ) -> Listener<Responder> {
        let application = Application(
            responder: responder,
            server: server,
            configuration: ApplicationConfiguration(
                // No name of a server: the dispatcher knows whose answer it is.
                address: .hostname(host, port: port), serverName: nil, backlog: 1024
            ),
            onServerRunning: { channel in
                if let address = channel.localAddress { onBound(address) }
            },
            logger: logger
        )
        return Listener(application: application, host: host, port: port)
    }
}

/// Lets a connection begin with a read buffer of the size of a usual request. The channel keeps it as long as it lives,
/// which thousands of held requests feel; it grows as soon as a read fills it.
private final class FirstRead: ChannelInboundHandler, RemovableChannelHandler, Sendable {
    typealias InboundIn = NIOAny

    func handlerAdded(context: ChannelHandlerContext) {
        // A stream of HTTP/2 has no buffer of its own, and does not take the option.
        if (try? context.pipeline.syncOperations.context(handlerType: HTTPResponseEncoder.self)) != nil {
            let allocator = AdaptiveRecvByteBufferAllocator(minimum: 64, initial: 512, maximum: 65_536)
            // A channel without the option keeps the buffer it has.
            try? context.channel.syncOptions?.setOption(.recvAllocator, value: allocator)
        }
        context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
    }
}

/// An application whose failure to bind is told in the user's words.
private struct Listener<Responder: HTTPResponder<FlyRequestContext>>: Service, CustomStringConvertible {
    let application: Application<Responder>
    let host: String
    let port: Int

    /// Service groups write their services into the log; without a name of its own that is the whole emulator.
    var description: String { "listener on \(host):\(port)" }

    func run() async throws {
        do {
            try await application.run()
        } catch let error as IOError {
            throw StartupFailure.binding(host: host, port: port, error)
        }
    }
}

extension StartupFailure {
    static func binding(host: String, port: Int, _ error: IOError) -> StartupFailure {
        let reason = error.errnoCode == EADDRINUSE ? "the port is in use" : "\(error)"
        return StartupFailure("cannot listen on \(host):\(port): \(reason)")
    }
}
