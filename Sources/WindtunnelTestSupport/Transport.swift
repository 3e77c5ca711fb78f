import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore

/// How a test's requests reach the emulator: in process, or through a socket.
protocol Transport: Sendable {
    func send(
        _ method: HTTPRequest.Method,
        _ path: String,
        headers: HTTPFields,
        body: ByteBuffer?
    ) async throws -> Answer
}

/// Hands requests to the responder without sockets.
struct InProcess: Transport {
    let client: any TestClientProtocol

    func send(
        _ method: HTTPRequest.Method,
        _ path: String,
        headers: HTTPFields,
        body: ByteBuffer?
    ) async throws -> Answer {
        let response = try await client.executeRequest(uri: path, method: method, headers: headers, body: body)
        return Answer(
            code: response.status.code, headers: response.headers, bytes: Array(response.body.readableBytesView))
    }
}
