import Yams

/// One node of a cassette as an exchange.
struct CassetteReader {
    /// The text continues "entry 3 ".
    struct Misfit: Error {
        let text: String
    }

    let node: Node

    func interaction() throws(Misfit) -> Interaction {
        guard let request = node["request"], let method = Self.text(request["method"]),
            let uri = Self.text(request["uri"])
        else {
            throw Misfit(text: "has no request with method and uri")
        }
        guard let response = node["response"] else { throw Misfit(text: "has no response") }
        let extras = node["_windtunnel"]
        let headers = Self.headers(request["headers"])
        let bytes = try Self.body(request["body"])
        let hasBody = extras.map { !Self.isNull($0["request_type"]) } ?? !(bytes ?? []).isEmpty
        let type = Self.text(extras?["request_type"]) ?? headers["content-type"] ?? ""
        return Interaction(
            startedAt: startedAt(extras),
            request: RecordedRequest(
                method: String(decoding: method.utf8.map { $0.isASCIILowercase ? $0 ^ 0x20 : $0 }, as: UTF8.self),
                url: uri,
                httpVersion: Self.text(extras?["request_version"]) ?? "", headers: headers,
                body: hasBody ? RecordedBody(bytes ?? [], mimeType: type) : nil),
            response: try self.response(response, extras),
            timing: timing(extras?["timings"]),
            comment: Self.text(extras?["comment"]))
    }

    private func response(_ response: Node, _ extras: Node?) throws(Misfit) -> RecordedResponse {
        guard let status = Self.text(response["status"]?["code"]).flatMap({ Int($0) }) else {
            throw Misfit(text: "has a response without status.code")
        }
        var content = RecordedResponse.Content.whole(try Self.body(response["body"]) ?? [])
        if let stream = extras?["stream"]?.sequence {
            var pieces: [StreamPiece] = []
            for piece in stream {
                guard let offset = Self.text(piece["at"]).flatMap({ Duration(millisecondsText: $0) }),
                    let bytes = Self.text(piece["base64"]).flatMap({ [UInt8](base64: $0) })
                else { throw Misfit(text: "has a stream piece without time or base64") }
                pieces.append(StreamPiece(offset: offset, bytes: bytes))
            }
            content = .pieces(pieces)
        }
        let version = Self.text(response["http_version"]).map {
            $0.hasPrefix("HTTP/") || $0.isEmpty ? $0 : "HTTP/\($0)"
        }
        return RecordedResponse(
            status: status, statusText: Self.text(response["status"]?["message"]) ?? "",
            httpVersion: Self.text(extras?["response_version"]) ?? version ?? "",
            headers: Self.headers(response["headers"]),
            mimeType: Self.text(extras?["response_type"]), content: content)
    }

    private func startedAt(_ extras: Node?) -> String {
        if let exact = Self.text(extras?["started_at"]) { return exact }
        guard let text = Self.text(node["recorded_at"]) else { return "" }
        return WireTime(httpDate: text)?.text ?? WireTime(rfc3339: text.utf8)?.text ?? ""
    }

    private func timing(_ node: Node?) -> Timing {
        func phase(_ name: String) -> Duration? { Self.text(node?[name]).flatMap { Duration(millisecondsText: $0) } }
        return Timing(
            blocked: phase("blocked"), dns: phase("dns"), connect: phase("connect"), ssl: phase("ssl"),
            send: phase("send") ?? .zero, wait: phase("wait") ?? .zero, receive: phase("receive") ?? .zero)
    }

    private static func isNull(_ node: Node?) -> Bool {
        guard let scalar = node?.scalar else { return node == nil }
        return scalar.style == .plain && ["", "~", "null", "Null", "NULL"].contains(scalar.string)
    }

    private static func text(_ node: Node?) -> String? { isNull(node) ? nil : node?.scalar?.string }

    /// A body is a text, binary, or a mapping of either with its encoding.
    private static func body(_ node: Node?) throws(Misfit) -> [UInt8]? {
        guard let node, !isNull(node) else { return nil }
        if let encoded = text(node["base64_string"]) { return try decoded(encoded) }
        if node.mapping != nil { return try body(node["string"]) }
        guard let scalar = node.scalar else { throw Misfit(text: "has a body that is no text") }
        let tag = scalar.tag.description
        return tag == Tag.Name.binary.rawValue || tag == "!binary"
            ? try decoded(scalar.string) : Array(scalar.string.utf8)
    }

    private static func decoded(_ text: String) throws(Misfit) -> [UInt8] {
        guard let bytes = [UInt8](base64: text) else { throw Misfit(text: "has a body that is no base64") }
        return bytes
    }

    /// Values are lists, or one text.
    private static func headers(_ node: Node?) -> HeaderList {
        var fields: [HeaderList.Field] = []
        for (key, value) in node?.mapping ?? [:] {
            let values = value.sequence.map { $0.map { $0.scalar?.string ?? "" } } ?? [value.scalar?.string ?? ""]
            fields += values.map { HeaderList.Field(name: key.scalar?.string ?? "", value: $0) }
        }
        return HeaderList(fields)
    }
}
