/// What the HTTP transports of MCP look at in a request.
package struct TransportRequest: Sendable, Hashable {
    /// In upper case.
    package let method: String
    /// Without its query.
    package let path: String
    /// What follows the question mark, as it was sent; nil without one.
    package let query: String?
    /// The host the request was sent to, with its port where one was named.
    package let authority: String?
    private let headers: [String: String]

    /// The headers that matter; others need not be handed over.
    package static let headerNames = [
        "accept", "content-type", "origin", "last-event-id", "mcp-session-id", "mcp-protocol-version", "mcp-method",
        "user-agent",
    ]

    /// - Parameters:
    ///   - target: path and query.
    ///   - headers: by their names in lower case.
    package init(method: String, target: String, authority: String? = nil, headers: [String: String] = [:]) {
        self.method = method
        let mark = target.firstIndex(of: "?")
        path = String(target[..<(mark ?? target.endIndex)])
        query = mark.map { String(target[target.index(after: $0)...]) }
        self.authority = authority
        self.headers = headers
    }

    /// A header's value by its name in lower case, nil where absent.
    package subscript(header: String) -> String? { headers[header] }

    /// A parameter of the query, without any decoding: session ids need none.
    func parameter(_ name: String) -> String? {
        for pair in query?.split(separator: "&") ?? [] {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2, parts[0] == name { return String(parts[1]) }
        }
        return nil
    }
}
