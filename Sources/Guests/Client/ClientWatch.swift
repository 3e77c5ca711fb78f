package import NIOCore

/// Notices that the client of a held request has left.
///
/// The channel half-closes when its peer does, so a handler that only awaits is not told; reading on to find out would
/// use up the connection and cost several tasks a request. This handler sits in the channel for as long as the request
/// is held and costs one small object.
package final class ClientWatch: ChannelInboundHandler, RemovableChannelHandler, Sendable {
    package typealias InboundIn = NIOAny

    private let left: @Sendable () -> Void

    private init(_ left: @escaping @Sendable () -> Void) {
        self.left = left
    }

    package func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed = event { left() }
        context.fireUserInboundEventTriggered(event)
    }

    package func channelInactive(context: ChannelHandlerContext) {
        left()
        context.fireChannelInactive()
    }

    /// Watches until ``stop(_:)``.
    /// - Parameter left: called once or more, on the channel's event loop; also when the client has gone already.
    package static func start(on channel: any Channel, _ left: @escaping @Sendable () -> Void) -> ClientWatch {
        let watch = ClientWatch(left)
        channel.eventLoop.execute {
            do {
                try channel.pipeline.syncOperations.addHandler(watch, position: .first)
                tellOfEarlierEnd(of: channel, left)
            } catch {
                // A channel takes no handler any more once it is closed.
                left()
            }
        }
        return watch
    }

    /// The end of the input is told once: a client that was gone before the watch began is found by the state of its
    /// connection, which is the first byte of what the system tells of it (`tcp_info` in tcp(7)).
    private static func tellOfEarlierEnd(of channel: any Channel, _ left: @escaping @Sendable () -> Void) {
        #if os(Linux)
            guard let provider = channel as? any SocketOptionProvider else { return }
            let tcpInfo = NIOBSDSocket.Option(rawValue: 11)
            let closeWait: UInt8 = 8
            let state: EventLoopFuture<UInt8> = provider.unsafeGetSocketOption(level: .tcp, name: tcpInfo)
            state.whenSuccess { if $0 == closeWait { left() } }
        #endif
    }

    package func stop(on channel: any Channel) {
        channel.eventLoop.execute {
            // It goes with the channel where that is closed by now.
            channel.pipeline.syncOperations.removeHandler(self, promise: nil)
        }
    }
}
