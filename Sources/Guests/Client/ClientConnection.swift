package import NIOCore
import NIOHTTP1

/// The connection a request came by, for guests that have to know more of it than its request: whether the client is
/// still there, and the bare connection where a protocol is switched.
package struct ClientConnection: Sendable {
    let channel: any Channel
    /// The whole connection where it never carried HTTP.
    private let bytes: TunnelPort?

    /// - Parameter bytes: the whole connection where it never carried HTTP.
    package init(_ channel: any Channel, carrying bytes: TunnelPort? = nil) {
        self.channel = channel
        self.bytes = bytes
    }

    /// Calls `left` once or more when the client is gone, until the watch is stopped.
    package func whenLeft(_ left: @escaping @Sendable () -> Void) -> Departure {
        Departure(watch: ClientWatch.start(on: channel, left), channel: channel)
    }

    /// Returns when everything that was written before has reached the connection's own buffer.
    ///
    /// Writers are told to wait only once the event loop has seen that the client does not read. A quick one is ahead
    /// of it by all it writes until then, unless it lets the loop catch up now and again.
    func catchUp() async throws {
        try await channel.eventLoop.submit {}.get()
    }

    /// Tells an HTTP/1.1 client that waits for it to send the body of its request (`Expect: 100-continue`).
    package func sayContinue() {
        channel.eventLoop.execute {
            // A stream of HTTP/2 has no encoder of HTTP/1.1, and clients of HTTP/2 do not wait.
            let encoder = try? channel.pipeline.syncOperations.context(handlerType: HTTPResponseEncoder.self)
            encoder?.writeAndFlush(NIOAny(ByteBuffer(string: "HTTP/1.1 100 Continue\r\n\r\n")), promise: nil)
        }
    }

    /// Takes the connection from the HTTP server for bytes of another protocol. To be done before the answer that tells
    /// the client so: what it sends then may come at once. Until ``TunnelPort/leaveHTTP()`` answers can be written.
    ///
    /// The server's handlers stay behind the tunnel's end, where nothing reaches them but the end of the connection.
    /// - Throws: `ChannelError` when the connection is closed by now, or carries requests in streams (HTTP/2), which
    ///   nobody can take over.
    func takeOver() async throws -> TunnelPort {
        if let bytes { return bytes }
        return try await channel.eventLoop.submit { try TunnelPort.onServerSide(of: channel) }.get()
    }
}

/// A watch on a client that goes when nobody keeps it any more.
package final class Departure: Sendable {
    private let watch: ClientWatch
    private let channel: any Channel

    init(watch: ClientWatch, channel: any Channel) {
        self.watch = watch
        self.channel = channel
    }

    deinit { watch.stop(on: channel) }
}
