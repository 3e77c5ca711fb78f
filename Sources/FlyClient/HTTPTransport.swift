package import AsyncHTTPClient
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

    private init(environment: [String: String]) {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.timeout.connect = .seconds(10)
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

    /// Sends one request.
    /// - Parameter timeout: how long the whole exchange may take, the answer's body included.
    /// - Throws: ``UnreachableError`` when no answer begins.
    package func execute(_ request: HTTPClientRequest, timeout: Duration) async throws -> HTTPClientResponse {
        let client = proxies.proxy(for: request.url).flatMap { proxied[$0] } ?? direct
        do {
            return try await client.execute(request, timeout: TimeAmount(timeout))
        } catch let error as CancellationError {
            throw error
        } catch {
            throw UnreachableError(error, url: request.url, timeout: timeout)
        }
    }

    /// Sends one request and reads its answer to the end.
    func exchange(_ request: HTTPClientRequest, timeout: Duration) async throws -> Answer {
        let response = try await execute(request, timeout: timeout)
        do {
            let body = try await response.body.collect(upTo: 64 << 20)
            return Answer(
                status: Int(response.status.code),
                requestID: response.headers.first(name: "fly-request-id"),
                body: Array(buffer: body)
            )
        } catch let error as CancellationError {
            throw error
        } catch {
            throw UnreachableError(error, url: request.url, timeout: timeout)
        }
    }

    /// An answer read to its end.
    struct Answer: Sendable {
        let status: Int
        let requestID: String?
        let body: [UInt8]
    }
}

extension UnreachableError {
    /// Tells the causes apart that a reader can do something about.
    init(_ error: any Error, url: String, timeout: Duration) {
        let text = String(describing: error)
        let reason: Reason =
            switch error as? HTTPClientError {
            case .deadlineExceeded?: .timedOut(seconds: Int(timeout.components.seconds))
            case .connectTimeout?: .timedOut(seconds: 10)
            // The network library reports a refusal inside an error of its own that lists what each address said.
            default: text.contains("ECONNREFUSED") || text.contains("onnection refused") ? .refused : .broken(text)
            }
        self.init(address: Self.origin(of: url), reason: reason)
    }

    private static func origin(of url: String) -> String {
        guard let scheme = url.firstRange(of: "://") else { return url }
        let authority = url[scheme.upperBound...].prefix { !"/?#".contains($0) }
        return String(url[..<scheme.upperBound] + authority)
    }
}
