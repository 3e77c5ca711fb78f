package import Hummingbird
package import ModelContextProtocol
import NIOCore

/// A Streamable HTTP server at one path of an HTTP server: the engine of `ModelContextProtocol` with requests and
/// responses of Hummingbird around it.
///
/// POST, GET and DELETE are to be led here, and any other method, which is refused. A stream notices by itself when its
/// client leaves; that needs the request's own body, so whoever hands a request on must not put another in its place.
package struct StreamableHTTPEndpoint: Sendable {
    private let sessions: StreamableSessions

    /// - Parameter sessions: those of this endpoint, and of no other.
    package init(_ sessions: StreamableSessions) {
        self.sessions = sessions
    }

    /// Answers a request.
    /// - Parameter backend: what a session that begins with this request is connected to; sessions that are under way
    ///   keep theirs.
    package func respond(to request: Request, backend: ToolBackend) async throws -> Response {
        let body = request.method == .post ? try await request.collected(upTo: StreamableSessions.largestBody) : []
        let answer = await sessions.answer(TransportRequest(request), body: body, backend: backend)
        return Response(answer, to: request)
    }

    /// Answers a request whose body has been read.
    func respond(to request: Request, body: [UInt8], backend: ToolBackend) async -> Response {
        Response(await sessions.answer(TransportRequest(request), body: body, backend: backend), to: request)
    }

    /// Ends the connections of all streams; clients may resume them.
    package func disconnect() { sessions.disconnectAll() }

    /// Ends every session and its streams.
    package func end() { sessions.endAll() }
}

/// An HTTP+SSE server in the same manner, at two paths beside each other.
struct SSEEndpoint: Sendable {
    let sessions: SSESessions

    /// Answers at the path of the stream. Messages go to `messages/` in the same folder: the reference is relative, so
    /// that it holds below `/_app/APP`, too.
    func stream(to request: Request, backend: ToolBackend) async -> Response {
        Response(
            await sessions.open(TransportRequest(request), endpoint: "messages/", backend: backend), to: request)
    }

    /// Answers at the path of the messages.
    func message(to request: Request) async throws -> Response {
        let body = try await request.collected(upTo: SSESessions.largestBody)
        return Response(await sessions.post(TransportRequest(request), body: body), to: request)
    }

    /// Ends every session, as the end of its stream does.
    func end() { sessions.endAll() }
}
