import Guests
import HTTPTypes
import Hummingbird
import NIOCore

/// An answer of the edge itself, not of a guest: status and P-code as Fly Proxy's, the text our own
/// (reference/mcp-and-proxy.md, section 5.5).
struct EdgeFailure: Error, Sendable, Hashable {
    let status: HTTPResponse.Status
    let code: String
    let text: String
    /// Whether the real one closes the connection without a word.
    var closesConnection = false

    var response: Response {
        let body = ByteBuffer(string: text + "\n")
        var headers: HTTPFields = [
            .contentType: "text/plain; charset=utf-8", .contentLength: String(body.readableBytes),
        ]
        headers[.proxyError] = code
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: body))
    }

    /// - Parameter isStrict: whether the real one's way is taken, which answers nothing.
    static func unknownApp(_ name: String, isStrict: Bool = false) -> EdgeFailure {
        var failure = EdgeFailure(
            status: .notFound, code: "PA04", text: "windtunnel: no app \"\(name)\" in any world; create it first"
        )
        failure.closesConnection = isStrict
        return failure
    }

    /// An app that nobody could reach from where the request comes: its name has no address.
    static func unreachable(_ target: EdgeTarget) -> EdgeFailure {
        let kind = target.isPrivate ? "private" : "public"
        var failure = EdgeFailure(
            status: .notFound, code: "PR01",
            text: "windtunnel: app \"\(target.app)\" has no \(kind) address; assign one"
        )
        failure.closesConnection = true
        return failure
    }

    /// The program behind the port is not there, or broke off before its answer began.
    init(_ error: any Error) {
        switch error {
        case let failure as EdgeFailure: self = failure
        case let refusal as GuestRefusal:
            self.init(status: .badGateway, code: "PC01", text: "instance refused connection: \(refusal.reason)")
        default:
            self.init(
                status: .badGateway, code: "PU02", text: "could not complete HTTP request to instance: \(error)"
            )
        }
    }

    init(status: HTTPResponse.Status, code: String, text: String) {
        self.status = status
        self.code = code
        self.text = text
    }

    /// Nothing to route to.
    static func noCandidate(_ text: String) -> EdgeFailure {
        EdgeFailure(status: .serviceUnavailable, code: "PR03", text: "could not find a good candidate: \(text)")
    }
}

extension HTTPField.Name {
    static let proxyError = HTTPField.Name("Windtunnel-Proxy-Error") ?? .from
}
