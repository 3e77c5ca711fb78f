import HTTPTypes
import Hummingbird
import NIOCore

/// An answer of the edge itself, not of a guest: status and P-code as Fly Proxy's, the text our own
/// (reference/mcp-and-proxy.md, section 5.5).
struct EdgeFailure: Error, Sendable {
    let status: HTTPResponse.Status
    let code: String
    let text: String

    var response: Response {
        let body = ByteBuffer(string: text + "\n")
        var headers: HTTPFields = [
            .contentType: "text/plain; charset=utf-8", .contentLength: String(body.readableBytes),
        ]
        headers[.proxyError] = code
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: body))
    }

    static func unknownApp(_ name: String) -> EdgeFailure {
        EdgeFailure(
            status: .notFound, code: "PA04", text: "windtunnel: no app \"\(name)\" in any world; create it first"
        )
    }

    /// Nothing to route to.
    static func noCandidate(_ text: String) -> EdgeFailure {
        EdgeFailure(status: .serviceUnavailable, code: "PR03", text: "could not find a good candidate: \(text)")
    }
}

extension HTTPField.Name {
    static let proxyError = HTTPField.Name("Windtunnel-Proxy-Error") ?? .from
    static let forceInstance = HTTPField.Name("fly-force-instance-id") ?? .from
    static let preferInstance = HTTPField.Name("fly-prefer-instance-id") ?? .from
    static let forwardedFor = HTTPField.Name("X-Forwarded-For") ?? .from
    static let forwardedProto = HTTPField.Name("X-Forwarded-Proto") ?? .from
    static let forwardedPort = HTTPField.Name("X-Forwarded-Port") ?? .from
    static let forwardedSsl = HTTPField.Name("X-Forwarded-Ssl") ?? .from
    static let flyForwardedProto = HTTPField.Name("Fly-Forwarded-Proto") ?? .from
    static let flyForwardedPort = HTTPField.Name("Fly-Forwarded-Port") ?? .from
    static let flyForwardedSsl = HTTPField.Name("Fly-Forwarded-Ssl") ?? .from
    static let flyRegion = HTTPField.Name("Fly-Region") ?? .from
    static let flyRequestID = HTTPField.Name("Fly-Request-Id") ?? .from
    static let requestStart = HTTPField.Name("X-Request-Start") ?? .from
}
