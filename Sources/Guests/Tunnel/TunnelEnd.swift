import NIOCore

/// One end of a tunnel: what it reads its partner sends. The two may live on different event loops, and one may be its
/// own partner, which makes an echo.
///
/// An end is read only while less than a window of what it read is still to be sent. The end of one direction is passed
/// on as such (half-close), the other goes on; an error on either side ends both.
final class TunnelEnd: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private static let window = 64 * 1024

    private let loop: any EventLoop
    private let closed: EventLoopPromise<Void>
    private var context: ChannelHandlerContext?
    private var partner: TunnelPort?
    /// What was read before there was a partner.
    private var early: [ByteBuffer]
    private var inputHasEnded = false
    private var isBroken = false
    /// Bytes that the partner was given and has not sent yet.
    private var underWay = 0
    private var holdsRead = false
    private var output = TunnelOutput()

    /// - Parameter greeting: passed on before what is read.
    init(loop: any EventLoop, greeting: ByteBuffer? = nil) {
        self.loop = loop
        early = greeting.map { [$0] } ?? []
        closed = loop.makePromise()
    }

    var whenClosed: EventLoopFuture<Void> { closed.futureResult }

    // MARK: What the peer sends

    /// Begins to pass on what comes.
    func join(_ partner: TunnelPort) {
        self.partner = partner
        for buffer in early { pass(on: buffer, to: partner) }
        early = []
        if inputHasEnded { partner.endOutput() }
        resumeReading()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        guard let partner else { return early.append(buffer) }
        pass(on: buffer, to: partner)
    }

    private func pass(on buffer: ByteBuffer, to partner: TunnelPort) {
        let count = buffer.readableBytes
        underWay += count
        partner.send(buffer).hop(to: loop).assumeIsolated().whenComplete { [self] result in
            underWay -= count
            switch result {
            case .success: resumeReading()
            case .failure: context?.close(promise: nil)
            }
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {}

    func read(context: ChannelHandlerContext) {
        if partner != nil && underWay < Self.window {
            context.read()
        } else {
            holdsRead = true
        }
    }

    private func resumeReading() {
        guard holdsRead, underWay < Self.window else { return }
        holdsRead = false
        context?.read()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case ChannelEvent.inputClosed:
            inputHasEnded = true
            partner?.endOutput()
        case is ChannelShouldQuiesceEvent:
            cut()
        default:
            break
        }
    }

    // MARK: What is sent to the peer

    /// Sends bytes; the future is kept when the connection has taken them.
    func send(_ buffer: ByteBuffer) -> EventLoopFuture<Void> {
        guard let context, !output.hasEnded else { return loop.makeFailedFuture(ChannelError.outputClosed) }
        output.note(buffer)
        return context.writeAndFlush(wrapOutboundOut(buffer))
    }

    /// What is sent from here on are WebSocket frames: whoever is cut off between two of them is told.
    func sendFrames() {
        output.carriesFrames = true
    }

    /// Ends this side's output once all is sent. An empty write tells when that is: closing the output of a connection
    /// whose input has ended closes it at once, with what is still to be sent.
    func endOutput() {
        guard !output.hasEnded, let context else { return }
        output.hasEnded = true
        context.writeAndFlush(wrapOutboundOut(ByteBuffer())).assumeIsolated().whenComplete { [self] _ in
            self.context?.close(mode: .output, promise: nil)
        }
    }

    /// Closes this side after what it has to say.
    func cut() {
        guard let context else { return }
        guard !output.hasEnded, let farewell = output.farewell else { return context.close(promise: nil) }
        output.hasEnded = true
        context.writeAndFlush(wrapOutboundOut(farewell)).assumeIsolated().whenComplete { [self] _ in
            self.context?.close(promise: nil)
        }
    }

    // MARK: The connection's life

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        finish()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        isBroken = true
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        finish()
        context.fireChannelInactive()
    }

    private func finish() {
        // In good order when this side had ended its input: then the partner sends what it was given first.
        if inputHasEnded { partner?.endOutput() }
        partner?.partnerHasGone(isBroken: isBroken)
        partner = nil
        closed.succeed()
    }

    /// Closes this side: when the partner broke after a farewell at most, else after its last bytes as well. That the
    /// partner ends in good order need not have been told by the end of its input before: where its output had ended
    /// already, both come as one.
    func partnerHasGone(isBroken: Bool) {
        guard let context else { return }
        if isBroken, !output.hasEnded { return cut() }
        let farewell = output.hasEnded ? nil : output.farewell
        output.hasEnded = true
        let last = wrapOutboundOut(farewell ?? ByteBuffer())
        context.writeAndFlush(last).assumeIsolated().whenComplete { [self] _ in
            self.context?.close(promise: nil)
        }
    }
}

/// How far the output of a tunnel's end has come.
private struct TunnelOutput {
    var hasEnded = false
    var carriesFrames = false
    private var frames = FrameBoundary()

    mutating func note(_ buffer: ByteBuffer) {
        if carriesFrames { frames.pass(buffer.readableBytesView) }
    }

    /// The last words that fit here: a close frame with the code 1001, going away (RFC 6455, sections 5.5.1 and 7.4.1).
    var farewell: ByteBuffer? {
        carriesFrames && frames.isBetweenFrames ? ByteBuffer(bytes: [0x88, 0x02, 0x03, 0xE9]) : nil
    }
}
