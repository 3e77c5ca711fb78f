import Guests
import HTTPTypes
import MachineRules

/// What Fly Proxy adds on the way in and out (reference/mcp-and-proxy.md, section 5.3).
enum ProxyHeaders {
    /// The plain listener counts as port 443 with TLS taken off already, so `force_https` never bites it (section 6.2).
    static let externalPort = 443

    static func add(
        to headers: inout HTTPFields,
        clientIP: String,
        requestID: String,
        at time: Timestamp
    ) {
        headers[.flyClientIP] = clientIP
        let list = headers[.forwardedFor].map { $0 + ", " } ?? ""
        headers[.forwardedFor] = list + clientIP
        headers[.forwardedProto] = "https"
        headers[.flyForwardedProto] = "https"
        headers[.forwardedPort] = String(externalPort)
        headers[.flyForwardedPort] = String(externalPort)
        headers[.forwardedSsl] = "on"
        headers[.flyForwardedSsl] = "on"
        headers[.flyRegion] = "iad"
        headers[.flyRequestID] = requestID
        headers[.via] = headers[.via].map { $0 + ", 1.1 fly.io" } ?? "1.1 fly.io"
        headers[.requestStart] = "t=\(time.milliseconds * 1000)"
    }

    static func add(toResponse headers: inout HTTPFields, requestID: String) {
        headers[.server] = "Fly/windtunnel"
        headers[.via] = headers[.via].map { $0 + ", 1.1 fly.io" } ?? "1.1 fly.io"
        headers[.flyRequestID] = requestID
    }
}
