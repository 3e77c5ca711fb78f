import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
package import OrderedJSON
import Synchronization

/// A request as the fake service received it.
package struct ReceivedRequest: Sendable, Equatable {
    package let method: String
    /// Path and query, or the whole URL where the client took the service for a proxy.
    package let target: String
    /// By lower-case name.
    package let headers: [String: String]
    package let body: String

    /// `POST /v1/apps`
    package var line: String { "\(method) \(target)" }
    package var json: JSON? { try? JSON(parsing: body) }
}

/// What the fake service answers.
package enum CannedAnswer: Sendable {
    case whole(status: Int, headers: [String: String], body: String)
    /// Pieces of a body that goes on until the stream ends.
    case stream(AsyncStream<String>)

    package static func json(_ text: String, status: Int = 200) -> CannedAnswer {
        .whole(status: status, headers: ["content-type": "application/json"], body: text)
    }

    package static func status(_ status: Int) -> CannedAnswer {
        .whole(status: status, headers: [:], body: "")
    }
}

/// A service on a free port of this machine that answers what it is told to, and remembers what it was asked.
package final class FakeService: Sendable {
    package let port: Int
    private let log: Mutex<[ReceivedRequest]>

    /// `http://127.0.0.1:PORT`
    package var url: String { "http://127.0.0.1:\(port)" }

    /// What was asked so far, in order.
    package var requests: [ReceivedRequest] { log.withLock { $0 } }

    private init(port: Int) {
        self.port = port
        log = Mutex([])
    }

    /// Runs `body` while the service answers with `answers`.
    /// - Parameter answers: by method and target; anything else gets the real service's 404.
    package static func serving(
        _ answers: [String: CannedAnswer], _ body: @escaping @Sendable (FakeService) async throws -> Void
    ) async throws {
        try await serving({ answers[$0.line] }, body)
    }

    /// Runs `body` while the service answers with what `answer` makes of each request.
    package static func serving(
        _ answer: @escaping @Sendable (ReceivedRequest) -> CannedAnswer?,
        _ body: @escaping @Sendable (FakeService) async throws -> Void
    ) async throws {
        let current = Mutex<FakeService?>(nil)
        let responder = CallbackResponder { (request: Request, _: BasicRequestContext) -> Response in
            let received = try await ReceivedRequest(request)
            current.withLock { $0 }?.log.withLock { $0.append(received) }
            return (answer(received) ?? Self.notFound).response
        }
        try await Application(responder: responder, logger: Self.silence).test(.live) { client in
            let service = FakeService(port: client.port ?? 0)
            current.withLock { $0 = service }
            try await body(service)
        }
    }

    private static let silence = Logger(label: "fake") { _ in SwiftLogNoOpLogHandler() }

    private static let notFound = CannedAnswer.whole(
        status: 404, headers: ["content-type": "text/plain; charset=utf-8"], body: "404 page not found\n")
}

extension ReceivedRequest {
    fileprivate init(_ request: Request) async throws {
        let body = try await request.body.collect(upTo: 1 << 20)
        var headers: [String: String] = [:]
        for field in request.headers { headers[field.name.canonicalName] = field.value }
        headers["host"] = request.head.authority
        self.init(
            method: request.method.rawValue, target: request.uri.string, headers: headers, body: String(buffer: body))
    }
}

extension CannedAnswer {
    fileprivate var response: Response {
        switch self {
        case .whole(let status, let headers, let body):
            var fields = HTTPFields()
            for (name, value) in headers {
                if let name = HTTPField.Name(name) { fields[name] = value }
            }
            return Response(
                status: HTTPResponse.Status(code: status), headers: fields,
                body: body.isEmpty ? ResponseBody() : ResponseBody(byteBuffer: ByteBuffer(string: body)))
        case .stream(let pieces):
            return Response(
                status: .ok, headers: [.contentType: "text/event-stream"],
                body: ResponseBody(asyncSequence: pieces.map { ByteBuffer(string: $0) }))
        }
    }
}
