import Hummingbird
import ModelContextProtocol
import Simulation

/// The HTTP transports of MCP beside wrap: sessions of their own over the same tools.
struct WrapTransports: Sendable {
    private let streamable: StreamableHTTPEndpoint
    private let sse: SSEEndpoint
    /// What each session is connected to: for a built-in server that server, for a program one of its own. The files
    /// of the volume are what sessions share.
    private let backend: ToolBackend

    init(_ backend: ToolBackend, _ streamable: StreamableSessions, _ sse: SSESessions) {
        self.backend = backend
        self.streamable = StreamableHTTPEndpoint(streamable)
        self.sse = SSEEndpoint(sessions: sse)
    }

    /// Sessions that live by a world's clock.
    init(to program: any WrapProgram, in world: World) {
        let makeID: @Sendable () async throws -> String = { [weak world] in
            guard let world else { throw CancellationError() }
            return try await world.makeSessionID()
        }
        let limits = program.limits
        self.init(
            program.backend, StreamableSessions(limits: limits, clock: world.sessionClock, makeID: makeID),
            SSESessions(limits: limits, makeID: makeID))
    }

    func streamable(_ request: Request) async throws -> Response {
        try await streamable.respond(to: request, backend: backend)
    }

    /// - Parameter body: of the request, which has been read.
    func streamable(_ request: Request, body: [UInt8]) async -> Response {
        await streamable.respond(to: request, body: body, backend: backend)
    }

    func events(_ request: Request) async -> Response { await sse.stream(to: request, backend: backend) }

    func message(_ request: Request) async throws -> Response { try await sse.message(to: request) }

    /// The machine is suspended: connections end. Sessions of Streamable HTTP go on after the resume.
    func disconnect() {
        streamable.disconnect()
        sse.end()
    }

    /// The machine has stopped: sessions end.
    func end() {
        streamable.end()
        sse.end()
    }
}
