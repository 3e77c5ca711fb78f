import NIOCore
import NIOHTTP1
import NIOPosix

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// An answer of the proxy itself: a status and one sentence, after which the connection ends.
struct Refusal: Equatable, Sendable {
    let status: HTTPResponseStatus
    let sentence: String

    static let malformed = Refusal(
        status: .badRequest,
        sentence: "windtunnel's forward proxy could not read this request"
    )

    static let headTooLarge = Refusal(
        status: .requestHeaderFieldsTooLarge,
        sentence: "the head of this request is larger than 64 KiB, the most windtunnel's forward proxy reads"
    )

    static func offline(_ target: HostAndPort) -> Refusal {
        Refusal(
            status: .forbidden,
            sentence: "windtunnel is offline and \(target) is not a host it stands for; "
                + "start it with --allow-host \(target.host) to let requests to that host through"
        )
    }

    static func notAProxyRequest(httpPort: Int?) -> Refusal {
        let port = httpPort.map { "port \($0)" } ?? "its http port"
        return Refusal(
            status: .badRequest,
            sentence: "this is windtunnel's forward proxy, for HTTP_PROXY and HTTPS_PROXY; "
                + "the API and the apps are served at \(port)"
        )
    }

    static func foreignScheme(_ scheme: String) -> Refusal {
        Refusal(
            status: .badRequest,
            sentence: "windtunnel's forward proxy passes on http:// addresses and takes CONNECT for all else; "
                + "it cannot pass on \(scheme)://"
        )
    }

    static func unreachable(_ target: HostAndPort, _ reason: String) -> Refusal {
        Refusal(status: .badGateway, sentence: "windtunnel's forward proxy got no answer from \(target): \(reason)")
    }

    /// The whole answer. `Content-Length` is set also where the method keeps the body from being sent.
    var head: HTTPResponseHead {
        HTTPResponseHead(
            version: .http1_1,
            status: status,
            headers: [
                "Content-Type": "text/plain; charset=utf-8",
                "Content-Length": "\(body.utf8.count)",
                "Connection": "close",
            ]
        )
    }

    var body: String { sentence + "\n" }

    /// Why a connection could not be made, in a few words.
    static func reason(for error: any Error) -> String {
        switch error {
        case let error as IOError:
            return String(cString: strerror(error.errnoCode))
        case let error as NIOConnectionError:
            if let first = error.connectionErrors.first { return reason(for: first.error) }
            return "no address is known for this name"
        case ChannelError.connectTimeout:
            return "it does not accept connections"
        default:
            return "\(error)"
        }
    }
}
