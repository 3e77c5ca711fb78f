import AsyncHTTPClient
import Fixtures
import Guests
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOHTTP1
import NIOSSL
import OrderedJSON
import Simulation

/// Passes requests on to the real service, and writes what went over the wire into a recording.
///
/// Both bodies stream: nothing is kept back but the end of an answer, which the client gets when the exchange is on
/// disk. So whatever becomes of this process, an exchange that a client has seen the end of is not lost.
final class RecordingProxy: Sendable {
    private let sites: UpstreamSites
    private let recorder: Recorder
    private let wall: WallClock
    private let client: HTTPClient
    private let open = Leashes()

    /// - Parameter isFresh: whether what the file held before is thrown away; it is once there is an exchange to hold in
    ///   its place.
    /// - Throws: ``FixtureFailure`` for settings without an upstream, and for a file that cannot be added to.
    init(
        _ settings: FixtureSettings, _ surroundings: FixtureServer.Surroundings, isFresh: Bool = false
    ) throws(FixtureFailure) {
        guard let sites = settings.upstreams else {
            throw FixtureFailure("\(settings.file): no upstream to record from")
        }
        self.sites = sites
        wall = surroundings.wall
        recorder = try Recorder(
            settings.file, version: surroundings.version, isFresh: isFresh, logger: surroundings.logger)
        client = HTTPClient(
            eventLoopGroup: HTTPClient.defaultEventLoopGroup,
            configuration: Self.configuration(trusting: surroundings.authorities))
    }

    /// What the file held before.
    var document: HARDocument? { recorder.document }

    /// How many exchanges the file has.
    var count: Int { recorder.count }

    /// Why nothing is recorded any more; nil while all is well.
    var stop: String? { recorder.stop }

    /// Lets the real service answer.
    /// - Parameter rewriting: makes of the exchange what is written, but for its secrets.
    func respond(
        to request: Request, for site: FixtureSite, by connection: ClientConnection,
        rewriting: @escaping @Sendable (Interaction) -> Interaction = { $0 }
    ) async throws -> Response {
        if let stop { return .refusal(.serviceUnavailable, stop, hint: "start anew, with another file") }
        if let other = request.otherProtocol {
            return .refusal(.notImplemented, "\(other) cannot be recorded", hint: "record what goes over HTTP")
        }
        let origin = sites.origin(of: site)
        let call = try await UpstreamCall(request, for: site, at: origin)
        let exchange = Exchange(call.recorded(for: site), recorder: recorder, wall: wall, rewriting: rewriting)
        exchange.keep(open.add(exchange.leash))
        exchange.keep(connection.whenLeft { [leash = exchange.leash] in leash.cut(.clientLeft) })
        let body = call.body(of: exchange)
        do {
            let answer = try await answer(to: call, body, exchange.leash)
            exchange.receive(answer.recorded)
            return try await respond(with: answer, to: call.method, exchange, body, connection)
        } catch {
            await body?.close()
            exchange.finish(exchange.ending)
            if exchange.leash.cause != nil { throw error }
            return .refusal(
                .badGateway, "\(origin) cannot be reached: \(UpstreamAddress.reason(for: error))",
                hint: "see --upstream, --graphql-upstream and --apps-upstream")
        }
    }

    private func answer(to call: UpstreamCall, _ body: PassedBody?, _ leash: Leash) async throws -> UpstreamAnswer {
        let execute: @Sendable () async throws -> UpstreamAnswer = { [client] in
            UpstreamAnswer(try await client.execute(call.request(body), deadline: .distantFuture), to: call.method)
        }
        do {
            return try await leash.run(execute)
        } catch let error as HTTPClientError where error == .remoteConnectionClosed && call.isRepeatable {
            // A connection that was kept since another request may have been closed just now.
            return try await leash.run(execute)
        }
    }

    private func respond(
        with answer: UpstreamAnswer, to method: HTTPRequest.Method, _ exchange: Exchange, _ body: PassedBody?,
        _ connection: ClientConnection
    ) async throws -> Response {
        let fields = answer.fields(to: method)
        if answer.isBodiless {
            while try await exchange.leash.run({ try await answer.next() }) != nil {}
            exchange.finish(.whole)
            await body?.close()
            let hasLength = fields[.contentLength] != nil
            return Response(
                status: answer.status, headers: fields,
                body: hasLength ? ResponseBody() : ResponseBody { try await $0.finish(nil) })
        }
        let response = Response(
            status: answer.status, headers: fields,
            body: ResponseBody { writer in
                do {
                    let end = try await Self.pass(on: answer, of: exchange, to: &writer)
                    exchange.finish(.whole)
                    if let end { try await writer.write(end) }
                    try await writer.finish(nil)
                    await body?.close()
                } catch {
                    exchange.finish(exchange.ending)
                    exchange.leash.cut(.clientLeft)
                    await body?.close()
                    throw error
                }
            })
        return connection.paced(response)
    }

    /// - Returns: the piece behind which the client knows the end, where the head told how long the body is.
    private static func pass(
        on answer: UpstreamAnswer, of exchange: Exchange, to writer: inout any ResponseBodyWriter
    ) async throws -> ByteBuffer? {
        var rest = answer.length ?? .max
        var end: ByteBuffer?
        while let piece = try await exchange.leash.run({ try await answer.next() }) {
            exchange.receive(piece)
            rest -= piece.readableBytes
            if rest > 0 {
                do {
                    try await writer.write(piece)
                } catch {
                    exchange.leash.cut(.clientLeft)
                    throw error
                }
            } else {
                end = piece
            }
        }
        // A client that leaves ends the stream of pieces without an error.
        if exchange.leash.cause != nil { throw CancellationError() }
        return end
    }

    /// Ends the exchanges under way; what came of their answers is recorded.
    func end() { open.cutAll() }

    /// Closes the connections to the real service, and the file.
    func close() async {
        // What is wrong with a connection at the end of everything cannot matter any more.
        try? await client.shutdown()
        recorder.close()
    }

    /// Answers may take as long as they like: streams are silent for hours. A connection that waits for another request
    /// is given up before the service is likely to.
    private static func configuration(trusting authorities: String?) -> HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.timeout = HTTPClient.Configuration.Timeout(connect: .seconds(10))
        configuration.httpVersion = .http1Only
        configuration.connectionPool.idleTimeout = .seconds(10)
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 10_000
        configuration.connectionPool.retryConnectionEstablishment = false
        if let authorities, !authorities.isEmpty {
            var tls = TLSConfiguration.makeClientConfiguration()
            tls.additionalTrustRoots = [.file(authorities)]
            configuration.tlsConfiguration = tls
        }
        return configuration
    }
}

extension Exchange {
    /// How an answer ended that is not whole.
    fileprivate var ending: Ending {
        switch leash.cause {
        case nil: .brokeOff
        case .clientLeft: .clientLeft
        case .stopped: .stopped
        }
    }
}
