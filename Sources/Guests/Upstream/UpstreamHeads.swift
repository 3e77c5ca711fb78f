package import HTTPTypes
package import NIOHTTP1

// The heads as they go to a server and come from it. Framing is decided here and the encoder takes it as it is.

extension HTTPRequestHead {
    /// The head for a server: what the client sent, in its order and spelling, without what was for this hop only.
    ///
    /// `Expect` has been answered by the time this is sent: the edge tells the client to go on by itself.
    init(_ request: HTTPRequest, framing: UpstreamBody.Framing) {
        var headers = HTTPHeaders()
        headers.reserveCapacity(request.headerFields.count + 2)
        if let authority = request.authority { headers.add(name: "Host", value: authority) }
        var sent = HTTPHeaders()
        for field in request.headerFields where field.name != .cookie && field.name != .expect {
            sent.add(name: field.name.rawName, value: field.value)
        }
        // HTTP/2 clients send each cookie in a field of its own (RFC 9113, 8.2.3).
        let cookies = request.headerFields[values: .cookie]
        if !cookies.isEmpty { sent.add(name: "Cookie", value: cookies.joined(separator: "; ")) }
        headers.add(contentsOf: HopByHop.removed(from: sent))
        if framing == .chunked {
            headers.remove(name: "content-length")
            headers.add(name: "Transfer-Encoding", value: "chunked")
        }
        if let upgrade = HopByHop.upgrade(in: sent) {
            headers.add(name: "Connection", value: "Upgrade")
            headers.add(name: "Upgrade", value: upgrade)
        }
        self.init(version: .http1_1, method: HTTPMethod(rawValue: request.method.rawValue), uri: request.path ?? "/")
        self.headers = headers
    }
}

extension HTTPResponseHead {
    /// The status; the server's own words for it are lost with the parser.
    var forwardedStatus: HTTPResponse.Status { HTTPResponse.Status(code: Int(status.code)) }

    /// The fields for the client.
    func forwardedFields(answering method: HTTPRequest.Method) -> HTTPFields {
        var headers = HopByHop.removed(from: self.headers)
        if status == .switchingProtocols, let upgrade = HopByHop.upgrade(in: self.headers) {
            headers.add(name: "Connection", value: "Upgrade")
            headers.add(name: "Upgrade", value: upgrade)
        }
        if self.headers.contains(name: "transfer-encoding") { headers.remove(name: "content-length") }
        var fields = HTTPFields(headers)
        // Without a length the listener would frame, and so begin, a body that an answer to HEAD must not have.
        if method == .head, fields[.contentLength] == nil { fields[.contentLength] = "0" }
        return fields
    }
}

extension HTTPFields {
    /// Fields that are none by their name are left out.
    package init(_ headers: HTTPHeaders) {
        self.init()
        reserveCapacity(headers.count)
        for (name, value) in headers {
            if let name = HTTPField.Name(name) { append(HTTPField(name: name, value: value)) }
        }
    }
}
