/// Which transport a request to a wrap machine is for: the real one only has the wrap contract, on every path; besides
/// it ordinary MCP clients are served here (reference/mcp-and-proxy.md, section 4.10).
///
/// Chosen: a path that names a transport beats a listener that is attached to wrap, so that both kinds of clients can
/// be at work at the same time. Whoever has wrap's own client speak to such a path is known by its `User-Agent`.
package struct WrapDispatch: Sendable, Hashable {
    /// What is served; the value of the machine's metadata key ``key``.
    package enum Mode: String, Sendable, Hashable {
        /// Wrap, and the other transports on paths and by headers of their own: without a value, or with any other.
        case standard = ""
        /// As the real one.
        case wrapOnly = "wrap"
        /// As standard, and a single request that is posted in the manner of a Streamable HTTP client is one, too.
        case automatic = "auto"
    }

    /// Where a request goes.
    package enum Way: Sendable, Hashable {
        case wrap
        case streamable
        /// The stream of HTTP+SSE.
        case events
        /// The messages of HTTP+SSE.
        case messages
        /// The body tells: one request of its own is Streamable HTTP, anything else wrap.
        case undecided
    }

    /// The key in a machine's metadata.
    package static let key = "windtunnel_mcp"

    private let mode: Mode

    package init(_ mode: Mode) {
        self.mode = mode
    }

    package func way(of request: TransportRequest) -> Way {
        guard mode != .wrapOnly, request["user-agent"] != "mcp-bridge-client" else { return .wrap }
        let markers = ["mcp-session-id", "mcp-method", "mcp-protocol-version"]
        if request.path == "/mcp" || markers.contains(where: { request[$0] != nil }) { return .streamable }
        // A client that tries Streamable HTTP first posts to the path of the stream, and must not be told 202.
        if request.path == "/sse" { return .events }
        if request.path == "/messages/", request.method == "POST" { return .messages }
        guard mode == .automatic, request.method == "POST" else { return .wrap }
        let accept = request["accept"] ?? ""
        return accept.contains("application/json") && accept.contains("text/event-stream") ? .undecided : .wrap
    }

    /// Whether a body on an undecided way is one request, rather than lines for a program.
    package static func isRequest(_ body: [UInt8]) -> Bool {
        // What cannot be read is for the program to judge.
        guard let posted = try? PostedMessages(body) else { return false }
        return !posted.isBatch && posted.requests.count == 1
    }
}
