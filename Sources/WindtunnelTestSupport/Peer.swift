package import NIOCore
import NIOPosix
import Synchronization

/// One end of a TCP connection in a test's hands: a client, or the server behind a proxy.
package actor Peer {
    package nonisolated let channel: any Channel
    private let incoming: AsyncStream<ByteBuffer>
    private var received = ""

    fileprivate init(channel: any Channel, incoming: AsyncStream<ByteBuffer>) {
        self.channel = channel
        self.incoming = incoming
    }

    /// Connects to a port of this computer.
    package static func connect(port: Int) async throws -> Peer {
        try await connect(to: SocketAddress(ipAddress: "127.0.0.1", port: port))
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

    package func send(bytes: [UInt8]) async throws {
        try await channel.writeAndFlush(ByteBuffer(bytes: bytes))
    }

    /// The port of this end.
    package var localPort: Int? { channel.localAddress?.port }

    /// Stops reading: what the other side sends stays with it once the kernel's buffers are full.
    package func pause() async throws {
        try await channel.setOption(.autoRead, value: false).get()
    }

    /// Goes on reading.
    package func goOn() async throws {
        try await channel.setOption(.autoRead, value: true).get()
        channel.read()
    }

    /// Reads so many bytes, or fewer when the other side ends before, and forgets them.
    /// - Returns: how many they were.
    package func skip(_ count: Int) async -> Int {
        var skipped = takeReceived().utf8.count
        while skipped < count, let next = await nextChunk() { skipped += next.utf8.count }
        return skipped
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
    private let count: ConnectionCount

    /// - Parameter port: a free one unless given.
    package static func bind(port: Int = 0) async throws -> PeerServer {
        let (peers, arrivals) = AsyncStream.makeStream(of: Peer.self)
        let count = ConnectionCount()
        let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { child in
                child.eventLoop.makeCompletedFuture {
                    let (incoming, continuation) = AsyncStream.makeStream(of: ByteBuffer.self)
                    try child.pipeline.syncOperations.addHandler(Arrivals(continuation))
                    arrivals.yield(Peer(channel: child, incoming: incoming))
                    count.value.withLock { $0 += 1 }
                }
            }
            .bind(host: "127.0.0.1", port: port).get()
        guard let address = channel.localAddress else { throw ChannelError.ioOnClosedChannel }
        return PeerServer(channel: channel, address: address, peers: peers, count: count)
    }

    /// How many connections have been made so far.
    package var connections: Int { count.value.withLock { $0 } }

    package var port: Int { address.port ?? 0 }

    /// Runs `body` with a server, and gives its port back.
    package static func with<Result: Sendable>(_ body: (PeerServer) async throws -> Result) async throws -> Result {
        let server = try await bind()
        do {
            let result = try await body(server)
            try await server.channel.close()
            return result
        } catch {
            // The first error is the one to tell.
            try? await server.channel.close()
            throw error
        }
    }

    /// The next connection that was made.
    package func accept() async throws -> Peer {
        for await peer in peers { return peer }
        throw CancellationError()
    }
}

private final class ConnectionCount: Sendable {
    let value = Mutex(0)
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
