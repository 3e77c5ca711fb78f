import HTTPTypes
import Hummingbird
import NIOCore
import WindtunnelTestSupport

@testable import Guests

/// A forwarder before a server whose every byte is in the test's hands.
struct UpstreamFixture {
    let server: PeerServer
    let forwarder: UpstreamForwarder

    /// Sends a request and collects the answer.
    func fetch(
        _ method: HTTPRequest.Method = .get, _ path: String = "/", headers: HTTPFields = [:],
        body: RequestBody = RequestBody(buffer: ByteBuffer())
    ) async throws -> Collected {
        let response = try await begin(method, path, headers: headers, body: body)
        let collector = Collector()
        try await response.body.write(collector)
        return Collected(head: response.head, body: collector.text, trailers: collector.trailers)
    }

    /// Sends a request and waits for the head of its answer.
    func begin(
        _ method: HTTPRequest.Method = .get, _ path: String = "/", headers: HTTPFields = [:],
        body: RequestBody = RequestBody(buffer: ByteBuffer())
    ) async throws -> Response {
        let request = Request(
            head: HTTPRequest(
                method: method, scheme: "http", authority: "demo.fly.dev", path: path, headerFields: headers),
            body: body)
        return try await forwarder.admit(request).respond(request)
    }

    struct Collected {
        let head: HTTPResponse
        let body: String
        let trailers: HTTPFields?
    }
}

/// Runs `body` with a forwarder and the server behind it, and ends both.
func withUpstream(_ body: (UpstreamFixture) async throws -> Void) async throws {
    let server = try await PeerServer.bind()
    // A busy computer takes its time between two requests.
    let pool = UpstreamPool(address: UpstreamAddress(host: "127.0.0.1", port: server.port), patience: .hours(1))
    let forwarder = UpstreamForwarder(pool: pool, patience: nil)
    do {
        try await body(UpstreamFixture(server: server, forwarder: forwarder))
    } catch {
        forwarder.disconnect()
        try? await server.channel.close()
        throw error
    }
    forwarder.disconnect()
    if server.channel.isActive { try await server.channel.close() }
}

/// Takes an answer as the listener would.
final class Collector: ResponseBodyWriter {
    private(set) var text = ""
    private(set) var trailers: HTTPFields?
    private let pieces: AsyncStream<String>.Continuation?

    /// - Parameter pieces: is given every piece as it comes.
    init(_ pieces: AsyncStream<String>.Continuation? = nil) {
        self.pieces = pieces
    }

    func write(_ buffer: ByteBuffer) async throws {
        text += String(buffer: buffer)
        pieces?.yield(String(buffer: buffer))
    }

    func finish(_ trailingHeaders: HTTPFields?) async throws {
        trailers = trailingHeaders
    }
}
