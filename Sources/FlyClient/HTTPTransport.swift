import AsyncHTTPClient
import FoundationEssentials
import NIOCore
import NIOHTTP1
import NIOSSL

/// Sends HTTP requests, directly or through the proxy the environment names.
///
/// Exists only inside ``withTransport(environment:_:)``, which closes every connection at its end.
package struct HTTPTransport: Sendable {
    private let proxies: ProxySettings
    private let direct: HTTPClient
    private let proxied: [ProxySettings.Proxy: HTTPClient]

    /// Runs `body` with a transport and closes its connections afterwards.
    /// - Parameter environment: consulted for the proxy variables and for `SSL_CERT_FILE`, the authorities to trust.
    package static func withTransport<Result: Sendable>(
        environment: [String: String],
        _ body: (HTTPTransport) async throws -> Result
    ) async throws -> Result {
        let transport = HTTPTransport(environment: environment)
        let outcome: Swift.Result<Result, any Error>
        do {
            outcome = .success(try await body(transport))
        } catch {
            outcome = .failure(error)
        }
        for client in [transport.direct] + transport.proxied.values {
            try? await client.shutdown()  // What is left to close at the end of a command cannot matter to its outcome.
        }
        return try outcome.get()
    }

    /// How long a host may take to accept a connection.
    static let secondsToConnect = 10

    private init(environment: [String: String]) {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.timeout.connect = .seconds(Int64(Self.secondsToConnect))
        configuration.connectionPool.retryConnectionEstablishment = false
        if let authorities = environment["SSL_CERT_FILE"], !authorities.isEmpty {
            var tls = TLSConfiguration.makeClientConfiguration()
            tls.trustRoots = .file(authorities)
            configuration.tlsConfiguration = tls
        }
        let settings = ProxySettings(environment: environment)
        var proxied: [ProxySettings.Proxy: HTTPClient] = [:]
        for proxy in Set([settings.http, settings.https].compactMap { $0 }) {
            var throughProxy = configuration
            throughProxy.proxy = .server(host: proxy.host, port: proxy.port)
            proxied[proxy] = HTTPClient(eventLoopGroup: HTTPClient.defaultEventLoopGroup, configuration: throughProxy)
        }
        proxies = settings
        direct = HTTPClient(eventLoopGroup: HTTPClient.defaultEventLoopGroup, configuration: configuration)
        self.proxied = proxied
    }

    /// Sends one request; the body of the answer is still to be read.
    /// - Throws: ``UnreachableError`` when no answer begins.
    func execute(_ request: HTTPClientRequest) async throws -> HTTPClientResponse {
        let client = proxies.proxy(for: request.url).flatMap { proxied[$0] } ?? direct
        return try await translatingErrors(of: request.url) {
            try await client.execute(Self.settled(request), deadline: .distantFuture)
        }
    }

    /// Names under `.localhost` are this machine (RFC 6761), as curl has it; not every resolver knows.
    private static func settled(_ request: HTTPClientRequest) -> HTTPClientRequest {
        guard var parts = URLComponents(string: request.url), parts.scheme?.lowercased() == "http",
            let host = parts.host, host.lowercased().hasSuffix(".localhost")
        else { return request }
        parts.host = "127.0.0.1"
        guard let url = parts.string else { return request }
        var settled = request
        settled.url = url
        if !request.headers.contains(name: "Host") {
            settled.headers.add(name: "Host", value: parts.port.map { "\(host):\($0)" } ?? host)
        }
        return settled
    }

    /// Sends one request and reads its answer to the end.
    /// - Parameter limit: how long all of it may take.
    func exchange(_ request: HTTPClientRequest, limit: Duration) async throws -> Answer {
        try await TimeLimit.run(limit, calling: request.url) {
            let response = try await execute(request)
            let body = try await translatingErrors(of: request.url) { try await response.body.collect(upTo: 64 << 20) }
            return Answer(
                status: Int(response.status.code),
                requestID: response.headers.first(name: "fly-request-id"),
                body: Array(buffer: body)
            )
        }
    }

    /// An answer read to its end.
    struct Answer: Sendable {
        let status: Int
        let requestID: String?
        let body: [UInt8]
    }

    private func translatingErrors<Result>(of url: String, _ work: () async throws -> Result) async throws -> Result {
        do {
            return try await work()
        } catch let error as CancellationError {
            throw error
        } catch {
            throw UnreachableError(error, url: url)
        }
    }
}

extension UnreachableError {
    /// Tells the causes apart that a reader can do something about.
    init(_ error: any Error, url: String) {
        let text = String(describing: error)
        let reason: Reason =
            switch error as? HTTPClientError {
            case .connectTimeout?: .timedOut(seconds: HTTPTransport.secondsToConnect)
            // The network library reports a refusal inside an error of its own that lists what each address said.
            default: text.contains("ECONNREFUSED") || text.contains("onnection refused") ? .refused : .broken(text)
            }
        self.init(address: Self.origin(of: url), reason: reason)
    }

    /// Scheme, host and port of a URL.
    static func origin(of url: String) -> String {
        guard let scheme = url.firstRange(of: "://") else { return url }
        let authority = url[scheme.upperBound...].prefix { !"/?#".contains($0) }
        return String(url[..<scheme.upperBound] + authority)
    }
}
