import AsyncHTTPClient
import Fixtures
import Guests
import HTTPTypes
import NIOCore
import NIOHTTP1

/// An answer of the real service; its body is still to come.
struct UpstreamAnswer: Sendable {
    let status: HTTPResponse.Status
    /// Without what was for one hop only.
    let headers: HTTPHeaders
    /// Whether there can be no body.
    let isBodiless: Bool
    private let head: RecordedResponse
    private let pieces: Pieces

    init(_ response: HTTPClientResponse, to method: HTTPRequest.Method) {
        let code = Int(response.status.code)
        status = HTTPResponse.Status(code: code, reasonPhrase: response.status.reasonPhrase)
        var headers = HopByHop.removed(from: response.headers)
        if response.headers.contains(name: "transfer-encoding") { headers.remove(name: "content-length") }
        self.headers = headers
        isBodiless = method == .head || code == 204 || code == 304 || headers.first(name: "content-length") == "0"
        head = RecordedResponse(
            status: code, statusText: response.status.reasonPhrase, httpVersion: "\(response.version)",
            headers: HeaderList(headers.map { HeaderList.Field(name: $0.name, value: $0.value) }))
        pieces = Pieces(response.body)
    }

    /// The answer as the recording shows it, without its body.
    var recorded: RecordedResponse { head }

    /// How many bytes the body has, where that is told.
    var length: Int? { headers.first(name: "content-length").flatMap(Int.init) }

    /// The fields for the client.
    func fields(to method: HTTPRequest.Method) -> HTTPFields {
        var fields = HTTPFields(headers)
        // Without a length the listener would frame, and so begin, a body that an answer to HEAD must not have.
        if method == .head, fields[.contentLength] == nil { fields[.contentLength] = "0" }
        return fields
    }

    /// The next piece of the body; nil after the last.
    func next() async throws -> ByteBuffer? { try await pieces.next() }

    private actor Pieces {
        private var iterator: HTTPClientResponse.Body.AsyncIterator

        init(_ body: HTTPClientResponse.Body) {
            iterator = body.makeAsyncIterator()
        }

        func next() async throws -> ByteBuffer? {
            var reading = iterator
            defer { iterator = reading }
            return try await reading.next(isolation: #isolation)
        }
    }
}
