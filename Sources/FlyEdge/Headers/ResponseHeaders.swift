import HTTPTypes

/// What Fly Proxy makes of a response's headers (reference/mcp-and-proxy.md, section 5.3).
struct ResponseHeaders: Sendable {
    let id: VisitID
    let arrival: Arrival

    /// Of the form of the real one's, a short hexadecimal version and its date; both never change (chosen).
    static let server = "Fly/57494e44 (2026-08-01)"

    /// What the proxy puts on answers of its own.
    func add(to headers: inout HTTPFields) {
        var via: String?
        if let index = headers.firstIndex(where: { $0.name == .server }) { headers.remove(at: index) }
        if let index = headers.firstIndex(where: { $0.name == .via }) { via = headers.remove(at: index).value }
        headers.append(HTTPField(name: .server, value: Self.server))
        let own = arrival.httpVersion + " fly.io"
        headers.append(HTTPField(name: .via, value: via.map { "\($0), \(own)" } ?? own))
        headers[.flyRequestID] = id.request
    }

    /// What the proxy puts on a program's answer, by the rules of the port it came from.
    func add(to headers: inout HTTPFields, by rules: ResponseRules) {
        if !rules.isPristine { add(to: &headers) }
        guard !rules.headers.isEmpty else { return }
        for (name, values) in rules.headers { headers[values: name] = values }
    }
}
