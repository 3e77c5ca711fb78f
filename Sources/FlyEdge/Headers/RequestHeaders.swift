import Guests
import HTTPTypes
import MachineRules

/// What Fly Proxy makes of a request's headers (reference/mcp-and-proxy.md, section 5.3).
struct RequestHeaders: Sendable {
    let id: VisitID
    let arrival: Arrival
    /// The address that counts as the client's: one of the private network over Flycast.
    let clientIP: String
    /// The app's own address, the last of `X-Forwarded-For`; left out for an app that has none (chosen).
    let appIP: String?
    let time: Timestamp

    /// Headers that are the proxy's to write: what a client sends under these names is dropped, or goes into them.
    private static let own: Set<String> = [
        "fly-client-ip", "x-forwarded-for", "x-forwarded-proto", "fly-forwarded-proto", "x-forwarded-port",
        "fly-forwarded-port", "x-forwarded-ssl", "fly-forwarded-ssl", "fly-region", "fly-request-id", "via",
        "x-request-start", "fly-traceparent", "fly-tracestate", "fly-replay-src", "fly-replay-failed",
        "fly-preferred-instance-unavailable", "fly-replay-cache-status",
    ]

    /// The headers a program sees.
    func added(to headers: HTTPFields) -> HTTPFields {
        var result = HTTPFields()
        result.reserveCapacity(headers.count + 18)
        var chain = ""
        var via = ""
        var port: String?
        for field in headers {
            let name = field.name.canonicalName
            guard Self.mayBeOwn(name), Self.own.contains(name) else {
                result.append(field)
                continue
            }
            switch name {
            case "x-forwarded-for": chain += field.value + ", "
            case "via": via += field.value + ", "
            // A client behind a proxy of its own may know better (documented).
            case "x-forwarded-port": port = field.value
            default: continue
            }
        }
        chain += clientIP
        if let appIP { chain += ", " + appIP }
        let proto = arrival.door.isSecure ? "https" : "http"
        let ssl = arrival.door.isSecure ? "on" : "off"
        let number = arrival.door.number == 443 ? "443" : String(arrival.door.number)
        let add = { (name: HTTPField.Name, value: String) in result.append(HTTPField(name: name, value: value)) }
        add(.flyClientIP, clientIP)
        add(.forwardedFor, chain)
        add(.forwardedProto, proto)
        add(.flyForwardedProto, proto)
        add(.forwardedPort, port ?? number)
        add(.flyForwardedPort, number)
        add(.forwardedSsl, ssl)
        add(.flyForwardedSsl, ssl)
        add(.flyRegion, EdgeRegion.code.rawValue)
        add(.flyRequestID, id.request)
        add(.via, via + arrival.httpVersion + " fly.io")
        add(.requestStart, "t=\(time.milliseconds)000")
        add(.flyTraceparent, "00-\(id.trace)-\(id.span)-00")
        add(.flyTracestate, "")
        return result
    }

    private static func mayBeOwn(_ name: String) -> Bool {
        switch name.utf8.first {
        case UInt8(ascii: "f"), UInt8(ascii: "x"), UInt8(ascii: "v"): true
        default: false
        }
    }
}
