import NIOCore
import NIOHTTP1

/// The handlers that make HTTP of a connection's bytes, kept together so that they can go when it becomes a tunnel.
///
/// Bytes that were read but not parsed are handed to what follows in the pipeline.
struct HTTPCodec {
    let handlers: [any RemovableChannelHandler]

    /// The largest head that is read: the bytes of its target, field names and values.
    static let maximumHeadSize = 64 * 1024

    /// For the connection of a client: one request at a time, those sent ahead wait.
    static func towardsClient() -> HTTPCodec {
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = maximumHeadSize
        limits.maxHeaderListSize = maximumHeadSize
        var framing = HTTPResponseEncoder.Configuration()
        framing.automaticallySetFramingHeaders = false
        return HTTPCodec(handlers: [
            HTTPResponseEncoder(configuration: framing),
            ByteToMessageHandler(
                HTTPRequestDecoder(leftOverBytesStrategy: .forwardBytes, limitConfiguration: limits)
            ),
            HTTPServerPipelineHandler(),
        ])
    }

    /// For the connection to a server.
    static func towardsServer() -> HTTPCodec {
        var framing = HTTPRequestEncoder.Configuration()
        framing.automaticallySetFramingHeaders = false
        return HTTPCodec(handlers: [
            HTTPRequestEncoder(configuration: framing),
            ByteToMessageHandler(
                HTTPResponseDecoder(leftOverBytesStrategy: .forwardBytes, informationalResponseStrategy: .forward)
            ),
        ])
    }

    /// Takes `last` and these handlers out of a channel's pipeline, from its end to its beginning.
    ///
    /// The decoder goes a little later than it is asked to, and hands on what it had not parsed when it does.
    func remove(after last: any RemovableChannelHandler, from channel: any Channel) {
        let pipeline = channel.pipeline.syncOperations
        let removals = ([last] + handlers.reversed()).map { pipeline.removeHandler($0) }
        EventLoopFuture.andAllComplete(removals, on: channel.eventLoop)
            .whenComplete { _ in channel.pipeline.fireChannelReadComplete() }
    }
}
