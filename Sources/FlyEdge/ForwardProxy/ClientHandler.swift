import Logging
import NIOCore
import NIOHTTP1
import NIOPosix

/// The proxy's end of a client's connection: reads a request, decides its way, and passes it on.
///
/// Every forwarded request has a connection of its own to its server, so that requests to several hosts can come on
/// one client connection and none waits for, or is mixed up with, another. A tunnel takes the connection over.
/// The client's and the server's channels live on the same event loop: everything here runs on it.
final class ClientHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private enum State {
        /// Between requests.
        case idle
        /// The connection to the server is being made; the parts that had been read already wait.
        case connecting(Exchange, waiting: [HTTPServerRequestPart])
        /// Both directions flow.
        case forwarding(Exchange, UpstreamHandler)
        /// The answer came before the end of the request; the rest of the request is dropped.
        case dropping
        /// The last answer is given or the connection is a tunnel; nothing that is read here counts.
        case done
    }

    private let codec: HTTPCodec
    private let configuration: ForwardProxy.Configuration
    private let logger: Logger
    private var state = State.idle
    private var context: ChannelHandlerContext?
    private var holdsRead = false

    init(codec: HTTPCodec, configuration: ForwardProxy.Configuration, logger: Logger) {
        self.codec = codec
        self.configuration = configuration
        self.logger = logger
    }

    // MARK: The client's side

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        switch (state, part) {
        case (.idle, .head(let head)):
            begin(head)
        case (.connecting(var exchange, var waiting), _):
            exchange.note(part)
            waiting.append(part)
            state = .connecting(exchange, waiting: waiting)
        case (.forwarding(var exchange, let upstream), _):
            exchange.note(part)
            state = .forwarding(exchange, upstream)
            upstream.send(HTTPClientRequestPart(part))
        case (.dropping, .end):
            state = .idle
        case (.idle, _), (.dropping, _), (.done, _):
            break
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if case .forwarding(_, let upstream) = state { upstream.flush() }
    }

    func read(context: ChannelHandlerContext) {
        let mayRead =
            switch state {
            case .connecting: false
            case .forwarding(_, let upstream): upstream.isWritable
            case .idle, .dropping, .done: true
            }
        if mayRead {
            context.read()
        } else {
            holdsRead = true
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable, case .forwarding(_, let upstream) = state { upstream.resumeReading() }
    }

    func channelInactive(context: ChannelHandlerContext) {
        // While connecting there is nothing to close yet: `connected` sees that the client has gone.
        if case .forwarding(_, let upstream) = state { upstream.close() }
        state = .done
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch (state, error) {
        case (.idle, HTTPParserError.headerOverflow):
            refuse(.headTooLarge)
        case (.idle, is HTTPParserError), (.connecting, is HTTPParserError):
            refuse(.malformed)
        case (.done, _) where error is HTTPParserError || error is ByteToMessageDecoderError:
            break  // the connection is closing, and what still comes in is not worth a reset
        case (.forwarding(_, let upstream), _):
            state = .done
            upstream.close()
            context.close(promise: nil)
        case (.idle, _), (.connecting, _), (.dropping, _), (.done, _):
            state = .done
            context.close(promise: nil)
        }
    }

    // MARK: The server's side

    var isWritable: Bool { context?.channel.isWritable ?? true }

    func flush() {
        context?.flush()
    }

    func resumeReading() {
        guard holdsRead else { return }
        holdsRead = false
        context?.read()
    }

    /// A part of the answer has arrived.
    func receive(_ part: HTTPClientResponsePart) {
        guard case .forwarding(var exchange, let upstream) = state, let context else { return }
        switch part {
        case .head(let head) where head.status.code < 200 && head.status != .switchingProtocols:
            // HTTP/1.0 knows no answer before the answer.
            guard exchange.request.version != .http1_0 else { return }
            let interim = HTTPResponseHead(version: .http1_1, status: head.status, headers: head.headers)
            context.write(wrapOutboundOut(.head(interim)), promise: nil)
        case .head(let head) where head.status == .switchingProtocols && !exchange.maySwitchProtocols:
            refuse(.unreachable(exchange.target, "it switched protocols unasked"), to: exchange.request.method)
        case .head(let head):
            let response = exchange.answer(with: head)
            state = .forwarding(exchange, upstream)
            context.write(wrapOutboundOut(.head(response)), promise: nil)
        case .body(let bytes):
            context.write(wrapOutboundOut(.body(.byteBuffer(bytes))), promise: nil)
        case .end where exchange.switchesProtocols:
            context.flush()
            upstream.becomeTunnel { try self.becomeTunnel(to: $0) }
        case .end(let trailers):
            upstream.close()
            // The state first: the write lets in the next request, should it have arrived already.
            state = exchange.staysOpen ? (exchange.requestHasEnded ? .idle : .dropping) : .done
            context.writeAndFlush(wrapOutboundOut(.end(trailers)), promise: nil)
            if exchange.staysOpen { resumeReading() } else { context.close(mode: .output, promise: nil) }
        }
    }

    /// The server closed the connection before the end of its answer.
    func upstreamHasGone() {
        guard case .forwarding(let exchange, _) = state else { return }
        if exchange.isAnswered {
            // Only a broken connection tells the client that the answer is not whole.
            state = .done
            context?.close(promise: nil)
        } else {
            let refusal = Refusal.unreachable(exchange.target, "it closed the connection without an answer")
            refuse(refusal, to: exchange.request.method)
        }
    }

    // MARK: One request

    private func begin(_ head: HTTPRequestHead) {
        switch RequestTarget(method: head.method, uri: head.uri) {
        case .tunnel(let target):
            connect(Exchange(request: head, target: target, forwarded: nil), isTunnel: true)
        case .forward(let target, let authority, let path):
            let forwarded = head.forwarded(authority: authority, path: path)
            connect(Exchange(request: head, target: target, forwarded: forwarded), isTunnel: false)
        case .origin:
            refuse(.notAProxyRequest(httpPort: configuration.httpAddress.port), to: head.method)
        case .foreignScheme(let scheme):
            refuse(.foreignScheme(scheme), to: head.method)
        case .malformed:
            refuse(.malformed, to: head.method)
        }
    }

    private func connect(_ exchange: Exchange, isTunnel: Bool) {
        guard let context else { return }
        let bootstrap = ClientBootstrap(group: context.eventLoop)
            .channelOption(.socketOption(.tcp_nodelay), value: 1)
            .channelOption(.autoRead, value: false)
        let connection: EventLoopFuture<any Channel>
        switch configuration.route(to: exchange.target, isTunnel: isTunnel) {
        case .listener(let address):
            connection = bootstrap.connect(to: address)
        case .host(let target):
            connection = bootstrap.connect(host: target.host, port: target.port)
        case .refused:
            logger.debug("refused a host that is not stood for", metadata: ["host": "\(exchange.target)"])
            refuse(.offline(exchange.target), to: exchange.request.method)
            return
        }
        state = .connecting(exchange, waiting: [])
        connection.assumeIsolated().whenComplete { self.connected($0) }
    }

    private func connected(_ result: Result<any Channel, any Error>) {
        guard case .connecting(let exchange, let waiting) = state else {
            if case .success(let channel) = result { channel.close(promise: nil) }
            return
        }
        do {
            let channel = try result.get()
            do {
                if let forwarded = exchange.forwarded {
                    try forward(exchange, forwarded, waiting, to: channel)
                } else {
                    try becomeTunnel(to: channel, greeting: "HTTP/1.1 200 Connection Established\r\n\r\n")
                }
            } catch {
                channel.close(promise: nil)
                throw error
            }
        } catch {
            refuse(.unreachable(exchange.target, Refusal.reason(for: error)), to: exchange.request.method)
        }
    }

    private func forward(
        _ exchange: Exchange, _ head: HTTPRequestHead, _ waiting: [HTTPServerRequestPart], to channel: any Channel
    ) throws {
        let codec = HTTPCodec.towardsServer()
        let upstream = UpstreamHandler(codec: codec, client: self)
        try channel.pipeline.syncOperations.addHandlers(codec.handlers + [upstream])
        state = .forwarding(exchange, upstream)
        upstream.send(.head(head))
        for part in waiting { upstream.send(HTTPClientRequestPart(part)) }
        upstream.flush()
        try channel.syncOptions?.setOption(.autoRead, value: true)
        resumeReading()
    }

    /// Gives the connection over to a tunnel that begins with `greeting`.
    private func becomeTunnel(to channel: any Channel, greeting: String? = nil) throws {
        guard let context else { return }
        let client = context.channel
        try TunnelHandler.join(client, channel)
        state = .done
        codec.remove(after: self, from: client)
        if let greeting { client.writeAndFlush(ByteBuffer(string: greeting), promise: nil) }
        client.read()
        try channel.syncOptions?.setOption(.autoRead, value: true)
    }

    /// Answers with a sentence of the proxy's own and ends the connection.
    private func refuse(_ refusal: Refusal, to method: HTTPMethod = .GET) {
        guard let context, context.channel.isActive else { return }
        if case .forwarding(_, let upstream) = state { upstream.close() }
        state = .done
        context.write(wrapOutboundOut(.head(refusal.head)), promise: nil)
        if method != .HEAD {
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: refusal.body)))), promise: nil)
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        // Only the output: what the client still sends would otherwise reset the connection, and with it the answer.
        context.close(mode: .output, promise: nil)
        resumeReading()
    }
}
