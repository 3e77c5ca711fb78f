package import NIOCore
import NIOHTTP1

/// A connection that carries bytes of a protocol that is none of our business, to be joined with another one.
///
/// Nothing is read from it until it is. Who drops a port without joining it closes it.
package final class TunnelPort: Sendable {
    private let channel: any Channel
    private let end: NIOLoopBound<TunnelEnd>

    private init(_ channel: any Channel, _ end: TunnelEnd) {
        self.channel = channel
        self.end = NIOLoopBound(end, eventLoop: channel.eventLoop)
    }

    /// Joins two ports until both are closed. A port joined with itself is an echo.
    package static func join(_ one: TunnelPort, _ other: TunnelPort) async {
        one.begin(with: other)
        if one !== other { other.begin(with: one) }
        await withTaskCancellationHandler {
            await one.untilClosed()
            await other.untilClosed()
        } onCancel: {
            one.cut()
            other.cut()
        }
    }

    private func begin(with partner: TunnelPort) {
        channel.eventLoop.execute { [channel, end] in
            end.value.join(partner)
            // Fails where the channel has closed, which the end has noticed.
            try? channel.syncOptions?.setOption(.autoRead, value: true)
        }
    }

    private func untilClosed() async {
        // The promise is never failed.
        try? await channel.eventLoop.flatSubmit { [end] in end.value.whenClosed }.get()
    }

    /// Nothing is written as HTTP any more.
    func leaveHTTP() {
        channel.eventLoop.execute { [channel] in
            // A connection that never carried HTTP has no encoder, and a closed one has no handlers.
            try? Self.removeHandler(HTTPResponseEncoder.self, from: channel.pipeline.syncOperations)
        }
    }

    /// Closes the connection, with a farewell where its protocol has one.
    package func cut() {
        channel.eventLoop.execute { [end] in end.value.cut() }
    }

    /// Sends bytes as they are.
    package func send(_ buffer: ByteBuffer) -> EventLoopFuture<Void> {
        channel.eventLoop.flatSubmit { [end] in end.value.send(buffer) }
    }

    /// What is sent here are WebSocket frames from now on.
    func sendFrames() {
        channel.eventLoop.execute { [end] in end.value.sendFrames() }
    }

    func endOutput() {
        channel.eventLoop.execute { [end] in end.value.endOutput() }
    }

    func partnerHasGone(isBroken: Bool) {
        channel.eventLoop.execute { [end] in end.value.partnerHasGone(isBroken: isBroken) }
    }

    deinit { channel.close(promise: nil) }
}

// Each of these runs on the channel's event loop.
extension TunnelPort {
    /// At the end of the pipeline of a channel that has no protocol.
    /// - Parameter greeting: passed on first, as if the peer had sent it.
    package static func atTheEnd(of channel: any Channel, greeting: ByteBuffer? = nil) throws -> TunnelPort {
        let end = TunnelEnd(loop: channel.eventLoop, greeting: greeting)
        try channel.pipeline.syncOperations.addHandler(end)
        return TunnelPort(channel, end)
    }

    /// In place of the HTTP client's handlers. What the server sent after its 101 is kept for the tunnel.
    static func onClientSide(of channel: any Channel, insteadOf inbox: UpstreamInbox) throws -> TunnelPort {
        let pipeline = channel.pipeline.syncOperations
        let end = TunnelEnd(loop: channel.eventLoop)
        try channel.syncOptions?.setOption(.allowRemoteHalfClosure, value: true)
        try pipeline.addHandler(end, position: .after(inbox))
        pipeline.removeHandler(inbox, promise: nil)
        try removeHandler(ByteToMessageHandler<HTTPResponseDecoder>.self, from: pipeline)
        try removeHandler(HTTPRequestEncoder.self, from: pipeline)
        return TunnelPort(channel, end)
    }

    /// In front of the HTTP server's handlers, all of which but the decoder stay: they see no more than the end of the
    /// connection.
    static func onServerSide(of channel: any Channel) throws -> TunnelPort {
        let pipeline = channel.pipeline.syncOperations
        let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
        let end = TunnelEnd(loop: channel.eventLoop)
        try pipeline.addHandler(end, position: .after(decoder))
        pipeline.removeHandler(decoder, promise: nil)
        return TunnelPort(channel, end)
    }

    private static func removeHandler<Handler: RemovableChannelHandler>(
        _ type: Handler.Type, from pipeline: ChannelPipeline.SynchronousOperations
    ) throws {
        pipeline.removeHandler(context: try pipeline.context(handlerType: type), promise: nil)
    }
}
