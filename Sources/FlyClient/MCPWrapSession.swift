import AsyncHTTPClient
import NIOCore
import NIOHTTP1
package import OrderedJSON

/// One conversation with a tool server behind `fly mcp wrap`.
///
/// The wrap endpoint answers nothing to a POST but 202: replies come, as raw lines of JSON, on a GET that must be open
/// before the question is asked, and that only one client at a time may hold.
package struct MCPWrapSession {
    /// The tool server refused a request; the words are its own.
    package struct Refusal: Error, Sendable, CustomStringConvertible {
        package let code: Int?
        package let message: String

        package var description: String { code.map { "\(message) (JSON-RPC error \($0))" } ?? message }
    }

    private let endpoint: MCPEndpoint
    private let limit: Duration
    private let transport: HTTPTransport
    private var pieces: HTTPClientResponse.Body.AsyncIterator
    private var splitter = LineSplitter()
    private var lines: [String] = []
    private var nextID = 0

    /// Opens the GET, introduces the client to the server, and runs `body`.
    /// - Parameter limit: how long the whole conversation may take.
    /// - Throws: ``FlyError`` when the endpoint refuses (409: another client holds the GET), ``UnreachableError``,
    ///   ``Refusal``.
    package static func with<Result: Sendable>(
        _ endpoint: MCPEndpoint, within limit: Duration, transport: HTTPTransport,
        _ body: @escaping @Sendable (inout MCPWrapSession) async throws -> Result
    ) async throws -> Result {
        try await TimeLimit.run(limit, calling: endpoint.url) {
            var session = try await MCPWrapSession(endpoint, limit, transport)
            _ = try await session.request(
                "initialize",
                params: [
                    "protocolVersion": "2025-06-18", "capabilities": [:],
                    "clientInfo": ["name": "windtunnel", "version": "1"],
                ]
            )
            try await session.post(["jsonrpc": "2.0", "method": "notifications/initialized"])
            return try await body(&session)
        }
    }

    private init(_ endpoint: MCPEndpoint, _ limit: Duration, _ transport: HTTPTransport) async throws {
        self.endpoint = endpoint
        self.limit = limit
        self.transport = transport
        let response = try await transport.execute(Self.request(.GET, to: endpoint))
        guard response.status == .ok else {
            let body = try await response.body.collect(upTo: 1 << 20)
            throw FlyError(
                status: Int(response.status.code), body: Array(buffer: body),
                requestID: response.headers.first(name: "fly-request-id"))
        }
        pieces = response.body.makeAsyncIterator()
    }

    /// Asks the server and waits for its reply.
    /// - Returns: the reply's `result`.
    package mutating func request(_ method: String, params: JSON? = nil) async throws -> JSON {
        let id = JSON.int(nextID)
        nextID += 1
        var message: JSONObject = ["jsonrpc": "2.0", "id": id, "method": .string(method)]
        message["params"] = params
        try await post(.object(message))
        while true {
            let line = try await nextLine()
            // Whatever is no reply to this request is none of its business: notifications, logs, other clients' replies.
            guard let reply = try? JSON(parsing: line), reply["id"] == id else { continue }
            if let result = reply["result"] { return result }
            if let error = reply["error"] {
                throw Refusal(code: error["code"]?.intValue, message: error["message"]?.stringValue ?? error.text)
            }
        }
    }

    private mutating func nextLine() async throws -> String {
        while lines.isEmpty {
            do {
                guard let piece = try await pieces.next() else {
                    throw Refusal(code: nil, message: "the server closed the connection without a reply")
                }
                lines = try splitter.feed(piece.readableBytesView)
            } catch let error as HTTPClientError {
                throw UnreachableError(error, url: endpoint.url)
            }
        }
        return lines.removeFirst()
    }

    private func post(_ message: JSON) async throws {
        var request = Self.request(.POST, to: endpoint)
        request.headers.add(name: "Content-Type", value: "application/json")
        request.body = .bytes(ByteBuffer(bytes: message.utf8 + [UInt8(ascii: "\n")]))
        let answer = try await transport.exchange(request, limit: limit)
        guard answer.status == 202 else {
            throw FlyError(status: answer.status, body: answer.body, requestID: answer.requestID)
        }
    }

    private static func request(_ method: HTTPMethod, to endpoint: MCPEndpoint) -> HTTPClientRequest {
        var request = endpoint.request(method, userAgent: "windtunnel", accept: "application/json")
        request.force(machine: endpoint.machine)
        return request
    }
}
