import NIOCore

/// One end of a tunnel: what it reads its partner writes.
///
/// An end is read only while its partner can write. The end of one direction is passed on as such (half-close), the
/// other direction goes on; an error on either side ends both. Both ends live on one event loop, so they speak to
/// each other directly.
final class TunnelHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private var partner: TunnelHandler?
    private var context: ChannelHandlerContext?
    private var holdsRead = false
    /// Completes when everything written before the end of the output has been sent.
    private var lastWrite: EventLoopFuture<Void>?
    private var isBroken = false

    private init() {}

    /// Adds the two ends of a tunnel to the pipelines of two channels of the same event loop.
    static func join(_ first: any Channel, _ second: any Channel) throws {
        let (one, other) = (TunnelHandler(), TunnelHandler())
        one.partner = other
        other.partner = one
        for (channel, end) in [(first, one), (second, other)] {
            try channel.syncOptions?.setOption(.allowRemoteHalfClosure, value: true)
            try channel.pipeline.syncOperations.addHandler(end)
        }
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        partner = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        partner?.context?.write(data, promise: nil)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        partner?.context?.flush()
    }

    func read(context: ChannelHandlerContext) {
        if partner?.context?.channel.isWritable ?? true {
            context.read()
        } else {
            holdsRead = true
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable { partner?.resumeReading() }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed = event { partner?.endOutput() }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        isBroken = true
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        partner?.partnerHasGone(isBroken: isBroken)
        partner = nil
    }

    private func resumeReading() {
        guard holdsRead else { return }
        holdsRead = false
        context?.read()
    }

    /// Ends this side's output once all is sent. The flush comes first because closing the output of a channel whose
    /// input has ended closes it at once, with what is still to be written.
    private func endOutput() {
        guard lastWrite == nil, let context else { return }
        let sent = context.writeAndFlush(wrapOutboundOut(ByteBuffer()))
        lastWrite = sent
        sent.assumeIsolated().whenComplete { _ in self.context?.close(mode: .output, promise: nil) }
    }

    /// Closes this side: at once when the partner broke, else after its last bytes. That the partner ends in good order
    /// need not have been told by the end of its input before: where its output had ended already, both come as one.
    private func partnerHasGone(isBroken: Bool) {
        partner = nil
        guard let context else { return }
        if isBroken, lastWrite == nil { return context.close(promise: nil) }
        let sent = lastWrite ?? context.writeAndFlush(wrapOutboundOut(ByteBuffer()))
        lastWrite = sent
        sent.assumeIsolated().whenComplete { _ in self.context?.close(promise: nil) }
    }
}
