import FlyEdge
import Guests
import HummingbirdCore
import Logging
import MachineRules
import NIOCore
import NIOSSL

/// An external port of an app on a port of this computer (`serve --publish APP:PORT=LOCALPORT`).
///
/// What is spoken there is the service's to say, at each connection anew, for machines come and go: with the handler
/// `http` requests are read as on the other listeners, without it bytes pass to the machine as they are. `tls` takes TLS
/// off first. A connection for which there is no service is closed.
struct PublishedPort: ServerChildChannel {
    /// A connection whose service is known.
    struct Value: ServerChildChannelValue {
        let channel: any Channel
        fileprivate let use: Use
    }

    fileprivate enum Use: Sendable {
        case http(HTTP1Channel.Value)
        case bytes(TunnelPort)
        case nothing
    }

    let visits: AppVisits
    let target: EdgeTarget
    let port: Int
    let tls: NIOSSLContext
    let http: HTTP1Channel

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeFutureWithTask { [visits, target, port] in
            await visits.edge.handlers(of: target, at: port)
        }.flatMap { handlers in
            guard let handlers else {
                return channel.eventLoop.makeSucceededFuture(Value(channel: channel, use: .nothing))
            }
            do {
                if handlers.contains("tls") {
                    try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls))
                }
                if handlers.contains("http") {
                    return http.setup(channel: channel, logger: logger).map { Value(channel: channel, use: .http($0)) }
                }
                let greeting = handlers.contains("proxy_proto") ? ProxyProtocol.header(of: channel, port: port) : nil
                let bytes = try TunnelPort.atTheEnd(of: channel, greeting: greeting)
                return channel.eventLoop.makeSucceededFuture(Value(channel: channel, use: .bytes(bytes)))
            } catch {
                return channel.eventLoop.makeFailedFuture(error)
            }
        }
    }

    func handle(value: Value, logger: Logger) async {
        switch value.use {
        case .http(let connection): await http.handle(value: connection, logger: logger)
        case .bytes(let bytes): await visits.connect(bytes, of: value.channel, to: target, at: port)
        case .nothing: try? await value.channel.close()
        }
    }
}

extension WindtunnelConfiguration.Publication {
    /// Whose requests and connections they are.
    var target: EdgeTarget { EdgeTarget(app: AppName(rawValue: app), world: nil, isPrivate: false) }
}
