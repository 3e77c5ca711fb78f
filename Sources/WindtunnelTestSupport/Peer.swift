package import NIOCore
import NIOPosix

/// One end of a TCP connection in a test's hands: a client, or the server behind a proxy.
package actor Peer {
    package nonisolated let channel: any Channel
    private let incoming: AsyncStream<ByteBuffer>
    private var received = ""

    fileprivate init(channel: any Channel, incoming: AsyncStream<ByteBuffer>) {
        self.channel = channel
        self.incoming = incoming
    }

    package static func connect(to address: SocketAddress) async throws -> Peer {
        let (incoming, continuation) = AsyncStream.makeStream(of: ByteBuffer.self)
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Arrivals(continuation))
                }
            }
            .connect(to: address).get()
        return Peer(channel: channel, incoming: incoming)
    }

    package func send(_ text: String) async throws {
        try await channel.writeAndFlush(ByteBuffer(string: text))
    }

    /// Says that nothing more will be sent, but goes on reading.
    package func endSending() async throws {
        try await channel.close(mode: .output)
    }

    package func close() async throws {
        try await channel.close()
    }

    /// What has arrived up to and including `mark`; everything until the end when the mark never comes.
    package func read(until mark: String) async -> String {
        while true {
            if let found = received.firstRange(of: mark) {
                let text = String(received[..<found.upperBound])
                received = String(received[found.upperBound...])
                return text
            }
            guard let next = await nextChunk() else { break }
            received += next
        }
        return takeReceived()
    }

    /// Everything until the other side ends.
    package func readToEnd() async -> String {
        while let next = await nextChunk() { received += next }
        return takeReceived()
    }

    private func nextChunk() async -> String? {
        for await chunk in incoming { return String(buffer: chunk) }
        return nil
    }

    private func takeReceived() -> String {
        defer { received = "" }
        return received
    }
}

/// A server whose connections are handed to the test one by one.
package struct PeerServer {
    package let channel: any Channel
    package let address: SocketAddress
    private let peers: AsyncStream<Peer>

    package static func bind() async throws -> PeerServer {
        let (peers, arrivals) = AsyncStream.makeStream(of: Peer.self)
        let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { child in
                child.eventLoop.makeCompletedFuture {
                    let (incoming, continuation) = AsyncStream.makeStream(of: ByteBuffer.self)
                    try child.pipeline.syncOperations.addHandler(Arrivals(continuation))
                    arrivals.yield(Peer(channel: child, incoming: incoming))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        guard let address = channel.localAddress else { throw ChannelError.ioOnClosedChannel }
        return PeerServer(channel: channel, address: address, peers: peers)
    }

    /// The next connection that was made.
    package func accept() async throws -> Peer {
        for await peer in peers { return peer }
        throw CancellationError()
    }
}

/// Puts what is read into a stream, which ends with the input.
private final class Arrivals: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private let continuation: AsyncStream<ByteBuffer>.Continuation

    init(_ continuation: AsyncStream<ByteBuffer>.Continuation) {
        self.continuation = continuation
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        continuation.yield(unwrapInboundIn(data))
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed = event { continuation.finish() }
    }

    func channelInactive(context: ChannelHandlerContext) {
        continuation.finish()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        continuation.finish()
        context.close(promise: nil)
    }
}
