import AsyncHTTPClient
import Fixtures
import Guests
import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTP1

/// A request as the real service gets it, and as the recording shows it.
struct UpstreamCall: Sendable {
    let origin: UpstreamOrigin
    let method: HTTPRequest.Method
    private let target: String
    private let headers: HTTPHeaders
    private let framing: UpstreamBody.Framing
    private let body: UpstreamBody

    /// - Throws: what goes wrong with the client's connection.
    init(_ request: Request, for site: FixtureSite, at origin: UpstreamOrigin) async throws {
        self.origin = origin
        method = request.method
        target = site.path
        body = UpstreamBody(request)
        framing = try await body.framing(of: request)
        var headers = Self.forwarded(request.headers)
        headers.replaceOrAdd(name: "Host", value: Self.host(of: request, for: site, at: origin))
        self.headers = headers
    }

    /// What the client sent, without what was for this hop only. No answer is compressed, for nobody could look into
    /// it for secrets.
    private static func forwarded(_ fields: HTTPFields) -> HTTPHeaders {
        var sent = HTTPHeaders()
        for field in fields where field.name != .cookie && field.name != .expect {
            sent.add(name: field.name.rawName, value: field.value)
        }
        // HTTP/2 clients send each cookie in a field of its own (RFC 9113, 8.2.3).
        let cookies = fields[values: .cookie]
        if !cookies.isEmpty { sent.add(name: "Cookie", value: cookies.joined(separator: "; ")) }
        var headers = HopByHop.removed(from: sent)
        headers.replaceOrAdd(name: "Accept-Encoding", value: "identity")
        return headers
    }

    /// The real service is asked by its own names. Anything else, which may be an emulator with worlds in its host names,
    /// gets the name the client used; an app that came by its path gets its usual one.
    private static func host(of request: Request, for site: FixtureSite, at origin: UpstreamOrigin) -> String {
        if origin.isReal { return origin.authority }
        if case .app = site.owner, request.head.path != site.path { return site.host }
        return request.head.authority ?? origin.authority
    }

    /// The request as it stands in the recording: by the service's own names, whichever door it came by. Names of headers
    /// are in lower case, as HTTP/2 has them anyway.
    func recorded(for site: FixtureSite) -> RecordedRequest {
        var shown = [HeaderList.Field(name: "host", value: site.host)]
        for (name, value) in headers where name.lowercased() != "host" {
            shown.append(HeaderList.Field(name: name.lowercased(), value: value))
        }
        let mimeType = headers.first(name: "content-type") ?? ""
        return RecordedRequest(
            method: method.rawValue, url: site.url, headers: HeaderList(shown),
            body: framing == .none ? nil : RecordedBody([UInt8](), mimeType: mimeType))
    }

    /// The body as it is sent for an exchange; nil where there is none.
    func body(of exchange: Exchange) -> PassedBody? {
        framing == .none ? nil : PassedBody(body, of: exchange)
    }

    /// Whether the request can be made again when a connection that was kept turns out to be closed.
    var isRepeatable: Bool { framing == .none && (method == .get || method == .head) }

    func request(_ body: PassedBody?) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: "\(origin)\(target)")
        request.method = HTTPMethod(rawValue: method.rawValue)
        request.headers = headers
        if let body {
            let length = framing == .length ? headers.first(name: "content-length").flatMap(Int64.init) : nil
            request.body = .stream(PassedPieces(body: body), length: length.map { .known($0) } ?? .unknown)
        }
        return request
    }
}

extension HTTPField.Name {
    static let expect = HTTPField.Name("Expect") ?? .from
}
