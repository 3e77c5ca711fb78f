import NIOCore
import NIOHTTP1

/// The proxy's end of a connection to the server that answers one forwarded request: hands the parts of the answer
/// to the client's side, and reads only while that side can write.
final class UpstreamHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundIn = HTTPClientRequestPart
    typealias OutboundOut = HTTPClientRequestPart

    private let codec: HTTPCodec
    private var client: ClientHandler?
    private var context: ChannelHandlerContext?
    private var holdsRead = false

    init(codec: HTTPCodec, client: ClientHandler) {
        self.codec = codec
        self.client = client
    }

    var isWritable: Bool { context?.channel.isWritable ?? true }

    func send(_ part: HTTPClientRequestPart) {
        context?.write(wrapOutboundOut(part), promise: nil)
    }

    func flush() {
        context?.flush()
    }

    func resumeReading() {
        guard holdsRead else { return }
        holdsRead = false
        context?.read()
    }

    /// Ends the exchange: the client hears no more of it and the connection is closed.
    func close() {
        client = nil
        context?.close(promise: nil)
    }

    /// Gives the connection over to a tunnel, which `join` makes.
    ///
    /// This side's handlers go before the client's: the codec leaves a little later than it is asked to, and nothing
    /// the client sent may reach it.
    func becomeTunnel(_ join: (any Channel) throws -> Void) {
        guard let context else { return }
        client = nil
        let channel = context.channel
        codec.remove(after: self, from: channel)
        do {
            try join(channel)
        } catch {
            channel.close(promise: nil)
        }
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        client = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        client?.receive(unwrapInboundIn(data))
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        client?.flush()
    }

    func read(context: ChannelHandlerContext) {
        if client?.isWritable ?? true {
            context.read()
        } else {
            holdsRead = true
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable { client?.resumeReading() }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        let client = self.client
        self.client = nil
        client?.upstreamHasGone()
    }
}
