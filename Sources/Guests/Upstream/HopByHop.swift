package import NIOHTTP1

/// The header fields that speak to the next hop only and so never pass the proxy, in either direction.
package enum HopByHop {
    /// RFC 9110, section 7.6.1, with `Keep-Alive` and `Proxy-Connection` of older clients. Every other field that
    /// begins with `Proxy-` goes too, and what the `Connection` field names.
    package static let names: Set<String> = ["connection", "keep-alive", "te", "transfer-encoding", "upgrade"]

    /// `headers` without the hop-by-hop fields, in their order.
    package static func removed(from headers: HTTPHeaders) -> HTTPHeaders {
        let nominated = Set(headers[canonicalForm: "connection"].map { $0.lowercased() })
        return HTTPHeaders(
            headers.filter { name, _ in
                let name = name.lowercased()
                return !names.contains(name) && !name.hasPrefix("proxy-") && !nominated.contains(name)
            }
        )
    }

    /// The protocol a request or a 101 answer switches to, `nil` when it does not.
    package static func upgrade(in headers: HTTPHeaders) -> String? {
        guard headers[canonicalForm: "connection"].contains(where: { $0.lowercased() == "upgrade" }) else { return nil }
        return headers.first(name: "upgrade")
    }
}
