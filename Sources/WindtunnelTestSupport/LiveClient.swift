import AsyncHTTPClient
package import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOSSL
package import OrderedJSON

/// A client with as many connections as it needs, for an emulator behind a listener.
package struct LiveClient: Sendable {
    package let url: String
    /// Where the listener is; 0 for a socket that is no port.
    package let port: Int
    private let client: HTTPClient
    /// Real time; only a hang ever gets this far.
    private static let patience = TimeAmount.seconds(30)

    /// Runs `body` with a client of the listener at a port of this computer, and closes its connections afterwards.
    package static func with<Result: Sendable>(
        port: Int,
        _ body: (LiveClient) async throws -> Result
    ) async throws -> Result {
        try await with(url: "http://127.0.0.1:\(port)", port: port, body)
    }

    /// The same over TLS, with HTTP/2 where the listener offers it.
    /// - Parameter authority: the file of the certificate to trust.
    package static func with<Result: Sendable>(
        tlsPort port: Int,
        trusting authority: String,
        _ body: (LiveClient) async throws -> Result
    ) async throws -> Result {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = .file(authority)
        let configuration = HTTPClient.Configuration(tlsConfiguration: tls)
        return try await with(url: "https://localhost:\(port)", port: port, configuration: configuration, body)
    }

    /// The same over a unix socket.
    package static func with<Result: Sendable>(
        socket path: String,
        _ body: (LiveClient) async throws -> Result
    ) async throws -> Result {
        try await with(url: "http+unix://" + path.replacing("/", with: "%2F"), port: 0, body)
    }

    private static func with<Result: Sendable>(
        url: String,
        port: Int,
        configuration: HTTPClient.Configuration = HTTPClient.Configuration(),
        _ body: (LiveClient) async throws -> Result
    ) async throws -> Result {
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        do {
            let result = try await body(LiveClient(url: url, port: port, client: client))
            try await client.shutdown()
            return result
        } catch {
            // The first error is the one to tell.
            try? await client.shutdown()
            throw error
        }
    }

    /// Sends JSON, or no body at all.
    /// - Parameter host: the `Host`, the listener's own unless given.
    package func send(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ body: JSON? = nil,
        host: String? = nil
    ) async throws -> Answer {
        var headers: HTTPFields = body == nil ? [:] : [.contentType: "application/json"]
        if let host { headers[.host] = host }
        return try await send(method, path, headers: headers, body: body.map { ByteBuffer(bytes: $0.utf8) })
    }

    /// Sends bytes as they are.
    package func send(
        _ method: HTTPRequest.Method, _ path: String, bytes: [UInt8], host: String
    ) async throws -> Answer {
        try await send(method, path, headers: [.host: host], body: ByteBuffer(bytes: bytes))
    }

    /// Opens a stream and reads its lines inside `body`; the connection is closed when `body` returns.
    /// - Parameter host: the `Host` of the request.
    package func stream<Result: Sendable>(
        _ path: String,
        host: String,
        headers: HTTPFields = [:],
        _ body: (OpenStream) async throws -> Result
    ) async throws -> Result {
        var request = HTTPClientRequest(url: url + path)
        request.headers.add(name: "Host", value: host)
        // A connection that carried a stream is nobody's afterwards: the listener may close it with the stream.
        request.headers.add(name: "Connection", value: "close")
        for field in headers { request.headers.add(name: field.name.rawName, value: field.value) }
        let response = try await client.execute(request, timeout: Self.patience)
        return try await body(OpenStream(response))
    }
}

extension LiveClient: Transport {
    func send(
        _ method: HTTPRequest.Method,
        _ path: String,
        headers: HTTPFields,
        body: ByteBuffer?
    ) async throws -> Answer {
        var request = HTTPClientRequest(url: url + path)
        request.method = HTTPMethod(rawValue: method.rawValue)
        for field in headers { request.headers.add(name: field.name.rawName, value: field.value) }
        if let body { request.body = .bytes(body) }
        let response = try await client.execute(request, timeout: Self.patience)
        let collected = try await response.body.collect(upTo: 64 << 20)
        var fields = HTTPFields()
        for (name, value) in response.headers {
            guard let name = HTTPField.Name(name) else { continue }
            fields.append(HTTPField(name: name, value: value))
        }
        return Answer(
            code: Int(response.status.code), headers: fields, bytes: Array(collected.readableBytesView),
            httpVersion: "\(response.version)")
    }
}
