package import Guests

/// How a request came to the edge.
package struct Arrival: Sendable {
    /// The address that connected to the listener.
    package let clientIP: String
    package let door: ExternalPort
    /// The version of HTTP the client speaks, in the words of `Via`: `1.1` or `2`.
    package let httpVersion: String
    /// Tells connections apart that carry several requests at the same time (HTTP/2); nil for one that does not.
    package let shared: ObjectIdentifier?
    /// For guests that switch protocols on it; nil in process.
    package let connection: ClientConnection?

    package init(
        clientIP: String,
        door: ExternalPort = .https,
        httpVersion: String = "1.1",
        shared: ObjectIdentifier? = nil,
        connection: ClientConnection? = nil
    ) {
        self.clientIP = clientIP
        self.door = door
        self.httpVersion = httpVersion
        self.shared = shared
        self.connection = connection
    }
}

/// The port of the outside world a listener stands for.
package struct ExternalPort: Sendable, Hashable {
    package let number: Int
    /// Whether clients reach it over TLS, or would if it had not been taken off already.
    package let isSecure: Bool

    /// The plain listener counts as this one too unless it is told to be port 80, so that `force_https` sends nobody away
    /// who cannot speak TLS (reference/mcp-and-proxy.md, section 6.2).
    package static let https = ExternalPort(number: 443, isSecure: true)
    /// Where `force_https` redirects.
    package static let http = ExternalPort(number: 80, isSecure: false)

    package init(number: Int, isSecure: Bool) {
        self.number = number
        self.isSecure = isSecure
    }
}

/// The ids of one request.
package struct VisitID: Sendable {
    /// `Fly-Request-Id`: a ULID and the region of the edge.
    package let request: String
    /// 32 hexadecimal digits of a W3C trace.
    package let trace: String
    /// 16 hexadecimal digits of its span at the edge.
    package let span: String

    package init(request: String, trace: String, span: String) {
        self.request = request
        self.trace = trace
        self.span = span
    }
}
