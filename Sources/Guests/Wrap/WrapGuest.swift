package import HTTPTypes
import Hummingbird
import ModelContextProtocol
import NIOCore

/// `fly mcp wrap` around a tool server (reference/mcp-and-proxy.md, section 1): POST bodies are the program's standard
/// input, every line of its standard output goes to the one attached GET. Beside it, and behind the same lock, the HTTP
/// transports of MCP with sessions of their own.
final class WrapGuest: Guest {
    private let rules: WrapRequestRules
    private let dispatch: WrapDispatch
    private let program: any WrapProgram
    private let outlet: WrapOutlet
    private let transports: WrapTransports
    private let input = Input()

    /// - Parameters:
    ///   - configuration: who may come in.
    ///   - program: prints to `outlet`.
    init(
        configuration: WrapConfiguration, dispatch: WrapDispatch, program: any WrapProgram, outlet: WrapOutlet,
        transports: WrapTransports
    ) {
        rules = WrapRequestRules(configuration)
        self.dispatch = dispatch
        self.program = program
        self.outlet = outlet
        self.transports = transports
    }

    func admit(_ request: Request) -> Admission {
        let seen = WrapRequest(
            method: request.method.rawValue, accept: request.headers[.accept],
            authorization: request.headers[.authorization], flyClientIP: request.headers[.flyClientIP])
        if let refusal = rules.refusal(of: seen) { return Admission { _ in .refusal(refusal) } }
        let transports = self.transports
        switch dispatch.way(of: TransportRequest(request)) {
        case .wrap: return wrap(seen)
        case .streamable: return Admission { try await transports.streamable($0) }
        case .events: return Admission { await transports.events($0) }
        case .messages: return Admission { try await transports.message($0) }
        case .undecided: return withTurn { try await self.decide($0, $1) }
        }
    }

    func disconnect() {
        outlet.disconnect()
        transports.disconnect()
        program.freeze()
    }

    func resume() { program.thaw() }

    func end() {
        outlet.disconnect()
        transports.end()
        program.end()
    }

    private func wrap(_ request: WrapRequest) -> Admission {
        switch rules.decide(request) {
        case .refuse(let refusal): Admission { _ in .refusal(refusal) }
        case .page(let text): Admission { _ in .page(text) }
        case .attach: attach()
        case .deliver: withTurn { try await self.deliver($0.body, $1) }
        }
    }

    // MARK: - The listener

    private func attach() -> Admission {
        let (token, lines): (WrapSlot.Token, LineQueue)
        do {
            (token, lines) = try outlet.attach()
        } catch {
            return Admission { _ in .refusal(error) }
        }
        let place = Place { [outlet] in outlet.release(token) }
        return Admission { request in
            Response(
                status: .ok,
                headers: [.contentType: "text/event-stream", .cacheControl: "no-cache"],
                body: ResponseBody { writer in
                    defer { place.giveBack() }
                    // Ends the stream as soon as the client is gone, which frees the slot.
                    try await request.body.consumeWithInboundCloseHandler { _ in
                        while let line = await lines.next() { try await writer.write(line) }
                    } onInboundClosed: {
                        place.giveBack()
                    }
                    try await writer.finish(nil)
                }
            )
        }
    }

    // MARK: - The program's input

    /// The place in the line is taken now, so that bodies reach the program in the order they came.
    private func withTurn(
        _ body: @escaping @Sendable (Request, Input.Turn) async throws -> Response
    ) -> Admission {
        let turn = input.takeTurn()
        let place = Place { [input] in input.end(turn) }
        return Admission { request in
            defer { place.giveBack() }
            return try await body(request, turn)
        }
    }

    private func decide(_ request: Request, _ turn: Input.Turn) async throws -> Response {
        guard let body = try await request.collected(upTo: StreamableSessions.largestBody) else {
            return Response(status: .contentTooLarge, headers: [.contentLength: "0"])
        }
        guard WrapDispatch.isRequest(body) else {
            return try await deliver(RequestBody(buffer: ByteBuffer(bytes: body)), turn)
        }
        input.end(turn)
        return await transports.streamable(request, body: body)
    }

    private func deliver(_ body: RequestBody, _ turn: Input.Turn) async throws -> Response {
        await input.wait(for: turn)
        var isLineEnded = false
        do {
            do {
                for try await piece in body where piece.readableBytes > 0 {
                    isLineEnded = piece.readableBytesView.last == UInt8(ascii: "\n")
                    try await program.write(Array(piece.readableBytesView))
                }
            } catch let failure where !(failure is ProgramGone) {
                // What has come of a line must not spoil the next body's first one.
                if !isLineEnded { try await program.write(Self.lineEnd) }
                return .refusal(.cannotReadBody("\(failure)"))
            }
            if !isLineEnded { try await program.write(Self.lineEnd) }
        } catch let gone as ProgramGone {
            return .refusal(.cannotWrite(gone.reason))
        }
        return Response(status: .accepted, headers: [.contentLength: "0"])
    }

    private static let lineEnd = [UInt8(ascii: "\n")]
}

/// What an admitted request occupies. It is given back when the request was answered, and also when nobody keeps it any
/// more: the client may be gone before its answer can begin.
private final class Place: Sendable {
    private let free: @Sendable () -> Void

    /// - Parameter free: may be called twice.
    init(_ free: @escaping @Sendable () -> Void) {
        self.free = free
    }

    func giveBack() { free() }

    deinit { free() }
}

extension Response {
    fileprivate static func refusal(_ refusal: WrapRefusal) -> Response {
        let body = ByteBuffer(string: refusal.body)
        return Response(
            status: HTTPResponse.Status(code: refusal.status),
            headers: [
                .contentType: "text/plain; charset=utf-8", .contentLength: String(body.readableBytes),
                .xContentTypeOptions: "nosniff",
            ],
            body: ResponseBody(byteBuffer: body)
        )
    }

    fileprivate static func page(_ text: String) -> Response {
        Response(
            status: .ok,
            headers: [.contentType: "text/plain", .contentLength: String(text.utf8.count)],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text))
        )
    }
}

extension HTTPField.Name {
    package static let flyClientIP = HTTPField.Name("Fly-Client-IP") ?? .from
}
