import HTTPTypes
package import Hummingbird
import NIOCore
import NIOHTTP1

/// A guest that hands its requests to a server listening on a port: the developer's own, or a child process.
///
/// Requests and answers stream both ways, each at the pace of whoever is slower; trailers and the spelling of header
/// names pass, header fields for one hop do not, and an answer 101 makes a tunnel of the two connections. A client that
/// leaves ends the exchange with the server. An answer that breaks off cuts the client's connection, for only that
/// tells it that it has not seen everything.
package final class UpstreamForwarder: Guest {
    package let address: UpstreamAddress
    private let pool: UpstreamPool
    private let open = OpenEnds()

    private let patience: Patience?

    /// Calls something when the time is up that requests without an answer have when the machine has stopped.
    package typealias Patience = @Sendable (_ timeIsUp: @escaping @Sendable () -> Void) -> Void

    /// Connects at the first request, and for as many at a time as there are.
    /// - Parameter patience: of a server that goes on when its machine has stopped; nil for one that is gone then, so that
    ///   nothing can be answered any more.
    package convenience init(host: String, port: Int, patience: Patience? = nil) {
        let address = UpstreamAddress(host: host, port: port)
        self.init(pool: UpstreamPool(address: address), patience: patience)
    }

    init(pool: UpstreamPool, patience: Patience?) {
        address = pool.address
        self.pool = pool
        self.patience = patience
    }

    package func admit(_ request: Request) -> Admission {
        Admission(connected: { request, client in
            request.method == .connect
                ? try await self.join(client) : try await self.answer(request, client)
        })
    }

    package func disconnect() {
        pool.closeAll()
        guard let patience else { return open.cutAll() }
        open.cutStreams()
        // Also for one that is on its way in just now.
        patience { [open] in open.cutAll() }
    }

    /// Whether the server accepts connections at the moment.
    package func isReachable() async -> Bool {
        do {
            // Not kept: a server that takes one connection at a time would wait for its request.
            try await UpstreamConnection.open(to: address).close()
            return true
        } catch {
            return false
        }
    }

    // MARK: - One request

    private typealias Parts = ArraySlice<HTTPClientResponsePart>

    private func answer(_ request: Request, _ client: ClientConnection?) async throws -> Response {
        // The connection first: a request that is refused has not been touched, and can be made again.
        let kept = pool.lease()
        let connection = if let kept { kept } else { try await connect() }
        let (head, body) = try await Self.outgoing(request, over: connection)
        let (exchange, first) = try await begin(head, body, client, on: connection, isKept: kept != nil)
        let mark = open.add { [weak exchange] in exchange?.cut() }
        do {
            let (answer, rest) = try await Self.head(of: exchange, first)
            if answer.status == .switchingProtocols {
                return try await switchProtocols(exchange, answer, request, client)
            }
            return await respond(to: request.method, exchange, answer, rest, mark)
        } catch {
            await exchange.abort()
            throw error
        }
    }

    /// - Throws: ``GuestRefusal``.
    private func connect() async throws -> UpstreamConnection {
        do {
            return try await UpstreamConnection.open(to: address)
        } catch {
            throw refusal(error)
        }
    }

    private static func outgoing(
        _ request: Request, over connection: UpstreamConnection
    ) async throws -> (HTTPRequestHead, UpstreamBody?) {
        do {
            let body = UpstreamBody(request)
            let framing = try await body.framing(of: request)
            return (HTTPRequestHead(request.head, framing: framing), framing == .none ? nil : body)
        } catch {
            connection.close()
            throw error
        }
    }

    /// Sends a request, and waits for the beginning of its answer.
    /// - Parameter isKept: whether the connection has waited since another request. The server may have closed it just
    ///   now; then a request without a body is made on a new one.
    private func begin(
        _ head: HTTPRequestHead, _ body: UpstreamBody?, _ client: ClientConnection?, on connection: UpstreamConnection,
        isKept: Bool
    ) async throws -> (UpstreamExchange, Parts) {
        guard isKept, body == nil else { return try await begin(head, body, client, on: connection) }
        do {
            return try await begin(head, nil, client, on: connection)
        } catch let error where !(error is ExchangeCut) {
            // What is wrong here is no refusal of the request: it was on its way.
            return try await begin(head, nil, client, on: try await UpstreamConnection.open(to: address))
        }
    }

    private func begin(
        _ head: HTTPRequestHead, _ body: UpstreamBody?, _ client: ClientConnection?, on connection: UpstreamConnection
    ) async throws -> (UpstreamExchange, Parts) {
        let exchange = UpstreamExchange(on: connection, for: client)
        let mark = open.add { [weak exchange] in exchange?.cut() }
        defer { withExtendedLifetime(mark) {} }
        do {
            try await exchange.send(head, body)
            return (exchange, try await exchange.receive()[...])
        } catch {
            let isCut = exchange.isCut
            await exchange.abort()
            throw isCut ? ExchangeCut() : error
        }
    }

    /// The head of the answer itself, after those that only announce it.
    private static func head(of exchange: UpstreamExchange, _ first: Parts) async throws -> (HTTPResponseHead, Parts) {
        var parts = first
        while true {
            while let part = parts.popFirst() {
                guard case .head(let head) = part else { continue }
                if head.status.code >= 200 || head.status == .switchingProtocols { return (head, parts) }
            }
            parts = try await exchange.receive()[...]
        }
    }

    private func respond(
        to method: HTTPRequest.Method, _ exchange: UpstreamExchange, _ head: HTTPResponseHead, _ rest: Parts,
        _ mark: OpenEnds.Mark
    ) async -> Response {
        let status = head.forwardedStatus
        let fields = head.forwardedFields(answering: method)
        if exchange.isSent, let whole = Self.wholeBody(rest) {
            await finish(exchange, head)
            return Response(status: status, headers: fields, body: ResponseBody(byteBuffer: whole))
        }
        return Response(
            status: status, headers: fields,
            body: ResponseBody { [self] writer in
                defer { withExtendedLifetime(mark) {} }
                if fields[.contentLength] == nil { mark.becomeStream() }
                do {
                    let trailers = try await Self.pass(on: rest, of: exchange, to: &writer)
                    // A server may answer before it has the whole request; then the client has its answer first.
                    if exchange.isSent { await finish(exchange, head) }
                    try await writer.finish(trailers)
                    await finish(exchange, head)
                } catch {
                    await exchange.abort()
                    throw error
                }
            }
        )
    }

    /// The body of an answer that has come in one piece, nil when more is to come.
    private static func wholeBody(_ parts: Parts) -> ByteBuffer? {
        guard case .end(nil) = parts.last else { return nil }
        var whole = ByteBuffer()
        for case .body(var piece) in parts {
            if whole.readableBytes == 0 { whole = piece } else { whole.writeBuffer(&piece) }
        }
        return whole
    }

    /// - Returns: the trailers.
    private static func pass(
        on first: Parts, of exchange: UpstreamExchange, to writer: inout any ResponseBodyWriter
    ) async throws -> HTTPFields? {
        var parts = first
        while true {
            while let part = parts.popFirst() {
                switch part {
                case .head: break
                case .body(let piece): try await writer.write(piece)
                case .end(let trailers): return trailers.map { HTTPFields($0) }
                }
            }
            parts = try await exchange.receive()[...]
        }
    }

    private func finish(_ exchange: UpstreamExchange, _ head: HTTPResponseHead) async {
        guard await exchange.finish() else { return }
        if head.isKeepAlive { pool.keep(exchange.connection) } else { exchange.connection.close() }
    }

    // MARK: - Other protocols

    private func switchProtocols(
        _ exchange: UpstreamExchange, _ head: HTTPResponseHead, _ request: Request, _ client: ClientConnection?
    ) async throws -> Response {
        guard let client, request.headers[.upgrade] != nil else { throw UnaskedSwitch() }
        let server = try await exchange.becomeTunnel()
        let peer = try await client.takeOver()
        let mark = open.add(isStream: true) { server.cut() }
        let isWebSocket = HopByHop.upgrade(in: head.headers)?.lowercased() == "websocket"
        return Response(
            status: .switchingProtocols, headers: head.forwardedFields(answering: request.method),
            body: ResponseBody { _ in
                defer { withExtendedLifetime(mark) {} }
                peer.leaveHTTP()
                if isWebSocket { peer.sendFrames() }
                await TunnelPort.join(peer, server)
            }
        )
    }

    /// Joins a connection without HTTP with one to the server.
    private func join(_ client: ClientConnection?) async throws -> Response {
        guard let client else { throw UnaskedSwitch() }
        let server: TunnelPort
        do {
            server = try await UpstreamConnection.openBare(to: address)
        } catch {
            throw refusal(error)
        }
        let mark = open.add(isStream: true) { server.cut() }
        return Response(
            status: .ok,
            body: ResponseBody { _ in
                defer { withExtendedLifetime(mark) {} }
                await TunnelPort.join(try await client.takeOver(), server)
            }
        )
    }

    private func refusal(_ error: any Error) -> GuestRefusal {
        GuestRefusal(reason: "nothing listens on \(address): \(UpstreamAddress.reason(for: error))")
    }
}

/// The client left, or the machine stopped, before the answer.
private struct ExchangeCut: Error, CustomStringConvertible {
    var description: String { "the exchange was cut" }
}

/// A server answered 101 to a request that did not ask for it, or came by a connection that cannot switch.
private struct UnaskedSwitch: Error, CustomStringConvertible {
    var description: String { "it switched protocols unasked" }
}

extension HTTPField.Name {
    fileprivate static let upgrade = HTTPField.Name("Upgrade") ?? .from
}
