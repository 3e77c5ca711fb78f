import NIOCore
import NIOHTTP1

/// Collects the parts of a server's answers until somebody asks for them, and reads from the connection only then: what
/// nobody takes stays with the server.
///
/// Lives on the event loop of its channel, whose `autoRead` is off.
final class UpstreamInbox: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPClientResponsePart

    private var context: ChannelHandlerContext?
    private var parts: [HTTPClientResponsePart] = []
    private var taker: EventLoopPromise<[HTTPClientResponsePart]>?
    private var end: (any Error)?

    /// Gives the parts that have come, at least one, as soon as there is one.
    /// - Parameter taker: fails with ``UpstreamEnd`` or the connection's own error when no part will come any more.
    func take(_ taker: EventLoopPromise<[HTTPClientResponsePart]>) {
        self.taker?.fail(UpstreamEnd())
        self.taker = taker
        deliver()
        if self.taker != nil { context?.read() }
    }

    /// Ends the wait for words that nobody asked for: what comes from here on belongs to an exchange, also what comes
    /// before somebody takes it.
    func beginExchange() {
        taker?.fail(UpstreamEnd())
        taker = nil
    }

    private func deliver() {
        guard let taker else { return }
        if !parts.isEmpty {
            let taken = parts
            parts = []
            self.taker = nil
            taker.succeed(taken)
        } else if let end {
            self.taker = nil
            taker.fail(end)
        }
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        finish(UpstreamEnd())
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        parts.append(unwrapInboundIn(data))
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        deliver()
        // What was read was less than a part.
        if taker != nil { context.read() }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        finish(error)
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        finish(UpstreamEnd())
        context.fireChannelInactive()
    }

    private func finish(_ error: any Error) {
        end = end ?? error
        deliver()
    }
}

/// The server closed the connection.
struct UpstreamEnd: Error, CustomStringConvertible {
    var description: String { "it closed the connection before the end of its answer" }
}
