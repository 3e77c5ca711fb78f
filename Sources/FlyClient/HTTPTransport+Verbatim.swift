import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// A request that is sent as it is, and not as one of the API's clients would make it.
package struct VerbatimRequest: Sendable {
    package let method: String
    package let url: String
    package let headers: [(name: String, value: String)]
    /// Nil for none, which is not an empty one.
    package let body: [UInt8]?

    package init(method: String, url: String, headers: [(name: String, value: String)], body: [UInt8]?) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }
}

/// What begins an answer.
package struct VerbatimHead: Sendable {
    package let status: Int
    package let headers: [(name: String, value: String)]
}

extension HTTPTransport {
    /// Sends one request and hands on its answer as it comes; ends with the answer, or with the task's cancellation.
    /// - Throws: ``UnreachableError`` when no answer begins, or when it breaks off.
    package func follow(
        _ request: VerbatimRequest, onHead: @Sendable (VerbatimHead) -> Void, onPiece: @Sendable ([UInt8]) -> Void
    ) async throws {
        var raw = HTTPClientRequest(url: request.url)
        raw.method = HTTPMethod(rawValue: request.method)
        for header in request.headers { raw.headers.add(name: header.name, value: header.value) }
        if let body = request.body { raw.body = .bytes(ByteBuffer(bytes: body)) }
        let response = try await execute(raw)
        onHead(
            VerbatimHead(
                status: Int(response.status.code), headers: response.headers.map { (name: $0.name, value: $0.value) }))
        do {
            for try await piece in response.body { onPiece(Array(buffer: piece)) }
        } catch let error as CancellationError {
            throw error
        } catch {
            throw UnreachableError(error, url: request.url)
        }
    }
}
