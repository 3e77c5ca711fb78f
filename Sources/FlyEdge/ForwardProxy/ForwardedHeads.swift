import Guests
import NIOHTTP1

// The heads as they leave the proxy. Framing is decided here and the encoders take it as it is, for NIO's own choice
// cannot know that an answer belongs to a HEAD request.

extension HTTPRequestHead {
    /// The head for the next server: origin form, Host from the URL (RFC 9112, 3.2.2), one exchange a connection.
    ///
    /// There is no `Via` and no `Forwarded`: the app shall see what it would see without a proxy.
    func forwarded(authority: String, path: String) -> HTTPRequestHead {
        var result = self
        result.version = .http1_1
        result.uri = path
        var headers = HTTPHeaders([("Host", authority)])
        headers.add(contentsOf: HopByHop.removed(from: self.headers).filter { $0.name.lowercased() != "host" })
        if self.headers.contains(name: "transfer-encoding") {
            headers.remove(name: "content-length")
            headers.add(name: "Transfer-Encoding", value: "chunked")
        }
        if let websocket {
            headers.add(name: "Connection", value: "Upgrade")
            headers.add(name: "Upgrade", value: websocket)
        } else {
            headers.add(name: "Connection", value: "close")
        }
        result.headers = headers
        return result
    }

    /// The value of `Upgrade` when a WebSocket is asked for. Other upgrades (`h2c`) are offers a server may pass over,
    /// and so does this proxy.
    private var websocket: String? {
        HopByHop.upgrade(in: headers).flatMap { $0.lowercased() == "websocket" ? $0 : nil }
    }

    /// Whether the connection this request came on can carry another one after the answer.
    var leavesConnectionOpen: Bool {
        // The decoder stops after a request that offers an upgrade, whatever comes of the offer.
        version != .http1_0 && isKeepAlive && HopByHop.upgrade(in: headers) == nil
    }
}

extension HTTPResponseHead {
    /// The head for the client that sent `request`.
    /// - Parameter staysOpen: Whether the client's connection is kept. May be refused here: an answer of unknown
    ///   length to an HTTP/1.0 client ends with the connection.
    func forwarded(to request: HTTPRequestHead, staysOpen: inout Bool) -> HTTPResponseHead {
        var result = self
        result.version = .http1_1
        var headers = HopByHop.removed(from: self.headers)
        if status == .switchingProtocols {
            headers.add(name: "Connection", value: "Upgrade")
            if let upgrade = HopByHop.upgrade(in: self.headers) { headers.add(name: "Upgrade", value: upgrade) }
            result.headers = headers
            return result
        }
        let isChunked = self.headers.contains(name: "transfer-encoding")
        if isChunked { headers.remove(name: "content-length") }
        if request.method != .HEAD && status.mayHaveResponseBody && !headers.contains(name: "content-length") {
            if request.version != .http1_0 {
                headers.add(name: "Transfer-Encoding", value: "chunked")
            } else {
                staysOpen = false
            }
        }
        if !staysOpen { headers.add(name: "Connection", value: "close") }
        result.headers = headers
        return result
    }
}
