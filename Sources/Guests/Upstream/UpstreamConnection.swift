import NIOCore
import NIOHTTP1
import NIOPosix

/// A connection to a server, for one exchange at a time.
final class UpstreamConnection: Sendable {
    let channel: any Channel
    private let inbox: NIOLoopBound<UpstreamInbox>

    private init(_ channel: any Channel, _ inbox: NIOLoopBound<UpstreamInbox>) {
        self.channel = channel
        self.inbox = inbox
    }

    /// A loopback server that does not accept for so long is not there.
    private static let patience = TimeAmount.seconds(10)

    /// - Throws: what NIO says of a connection that cannot be made; see ``UpstreamAddress/reason(for:)``.
    static func open(to address: UpstreamAddress) async throws -> UpstreamConnection {
        let channel = try await bootstrap.channelInitializer { channel in
            channel.eventLoop.makeCompletedFuture {
                var framing = HTTPRequestEncoder.Configuration()
                framing.automaticallySetFramingHeaders = false
                // The decoder stands after the encoder, so that it sees which requests have answers without a body.
                try channel.pipeline.syncOperations.addHandlers(
                    HTTPRequestEncoder(configuration: framing),
                    ByteToMessageHandler(
                        HTTPResponseDecoder(
                            leftOverBytesStrategy: .forwardBytes, informationalResponseStrategy: .forward)
                    ),
                    UpstreamInbox()
                )
            }
        }.connect(to: address).get()
        return try await channel.eventLoop.submit {
            let inbox = try channel.pipeline.syncOperations.handler(type: UpstreamInbox.self)
            return UpstreamConnection(channel, NIOLoopBound(inbox, eventLoop: channel.eventLoop))
        }.get()
    }

    /// A connection that carries bytes of no protocol known here.
    static func openBare(to address: UpstreamAddress) async throws -> TunnelPort {
        let channel = try await bootstrap.channelOption(.allowRemoteHalfClosure, value: true)
            .connect(to: address).get()
        return try await channel.eventLoop.submit { try TunnelPort.atTheEnd(of: channel) }.get()
    }

    private static var bootstrap: ClientBootstrap {
        ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connectTimeout(patience)
            .channelOption(.socketOption(.tcp_nodelay), value: 1)
            .channelOption(.autoRead, value: false)
    }

    var isActive: Bool { channel.isActive }

    /// Sends the beginning of a request, as ``send(_:)`` does. A quick server's answer may be here before anybody asks
    /// for it; it must not be taken for one that nobody asked for.
    func begin(_ parts: [HTTPClientRequestPart]) async throws {
        try await channel.eventLoop.flatSubmit { [channel, inbox] in
            inbox.value.beginExchange()
            return Self.write(parts, to: channel)
        }.get()
    }

    /// Returns when the server's side of the connection has taken all of it, which is how a slow server slows us down.
    func send(_ parts: [HTTPClientRequestPart]) async throws {
        try await channel.eventLoop.flatSubmit { [channel] in Self.write(parts, to: channel) }.get()
    }

    private static func write(_ parts: [HTTPClientRequestPart], to channel: any Channel) -> EventLoopFuture<Void> {
        let writes = parts.map { channel.write($0) }
        channel.flush()
        return writes.last ?? channel.eventLoop.makeSucceededVoidFuture()
    }

    /// The parts that have come since, at least one.
    func receive() async throws -> [HTTPClientResponsePart] {
        let promise = channel.eventLoop.makePromise(of: [HTTPClientResponsePart].self)
        channel.eventLoop.execute { [inbox] in inbox.value.take(promise) }
        return try await promise.futureResult.get()
    }

    /// Calls `spoiled` when the server closes the connection or speaks unasked, which ends its use.
    func whenSpoiled(_ spoiled: @escaping @Sendable () -> Void) {
        let promise = channel.eventLoop.makePromise(of: [HTTPClientResponsePart].self)
        channel.eventLoop.execute { [inbox] in inbox.value.take(promise) }
        promise.futureResult.whenComplete { _ in spoiled() }
    }

    /// After the answer 101: the connection as one of bytes.
    func becomeTunnel() async throws -> TunnelPort {
        try await channel.eventLoop.submit { [channel, inbox] in
            try TunnelPort.onClientSide(of: channel, insteadOf: inbox.value)
        }.get()
    }

    func close() {
        channel.close(promise: nil)
    }
}

extension ClientBootstrap {
    /// Looks up names only.
    fileprivate func connect(to address: UpstreamAddress) -> EventLoopFuture<any Channel> {
        if let known = try? SocketAddress(ipAddress: address.host, port: address.port) { return connect(to: known) }
        return connect(host: address.host, port: address.port)
    }
}
