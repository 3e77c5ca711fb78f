/// One HAR entry into an interaction; takes what any HAR tool writes, not only our own.
struct HAREntryReader {
    /// The text continues "entry 3 ".
    struct Misfit: Error {
        let text: String
    }

    private let entry: JSONFields

    init(bytes: [UInt8], range: Range<Int>) {
        entry = JSONView(bytes: bytes, range: range).object
    }

    func interaction() throws(Misfit) -> Interaction {
        guard let request = entry["request"]?.object, let method = request["method"]?.text,
            let url = request["url"]?.text
        else {
            throw Misfit(text: "is no HAR entry: it has no request with method and url")
        }
        let headers = Self.headers(request["headers"])
        return Interaction(
            startedAt: entry["startedDateTime"]?.text ?? "",
            request: RecordedRequest(
                method: method, url: url, httpVersion: request["httpVersion"]?.text ?? "", headers: headers,
                body: try body(of: request, headers)),
            response: try response(),
            timing: timing(),
            comment: entry["comment"]?.text)
    }

    private func body(of request: JSONFields, _ headers: HeaderList) throws(Misfit) -> RecordedBody? {
        guard let holder = request["postData"], !holder.isNull else { return nil }
        let data = holder.object
        let mimeType = data["mimeType"]?.text ?? headers["content-type"] ?? ""
        if data["text"]?.text == nil, data["_windtunnel"] == nil, let params = data["params"]?.elements, !params.isEmpty
        {
            let pairs = params.map { param in
                URLParts.encoded(param["name"]?.text ?? "") + "=" + URLParts.encoded(param["value"]?.text ?? "")
            }
            return RecordedBody(pairs.joined(separator: "&"), mimeType: mimeType)
        }
        let encoding = data["_windtunnel"]?["encoding"]?.text ?? data["encoding"]?.text
        return RecordedBody(try bytes(of: data, encoding: encoding, "request.postData"), mimeType: mimeType)
    }

    private func response() throws(Misfit) -> RecordedResponse {
        // A client that got no answer writes no response, or null.
        guard let holder = entry["response"], !holder.isNull else {
            return RecordedResponse(status: 0, httpVersion: "")
        }
        let response = holder.object
        let headers = Self.headers(response["headers"])
        let body = response["content"]?.object
        let mimeType = body?["mimeType"]?.text ?? headers["content-type"] ?? ""
        return RecordedResponse(
            status: response["status"]?.int ?? 0, statusText: response["statusText"]?.text ?? "",
            httpVersion: response["httpVersion"]?.text ?? "", headers: headers, mimeType: mimeType,
            content: try body.map { view throws(Misfit) in try content(view) } ?? .whole([]))
    }

    private func content(_ content: JSONFields) throws(Misfit) -> RecordedResponse.Content {
        if let stream = content["_windtunnel"]?["stream"]?.elements {
            var pieces: [StreamPiece] = []
            for piece in stream { pieces.append(try self.piece(piece)) }
            return .pieces(pieces)
        }
        return .whole(try bytes(of: content, encoding: content["encoding"]?.text, "response.content"))
    }

    private func piece(_ piece: JSONView) throws(Misfit) -> StreamPiece {
        guard let offset = piece["at"]?.numberText.flatMap({ Duration(millisecondsText: $0) }) else {
            throw Misfit(text: "has a stream piece without its time (at)")
        }
        if let text = piece["text"]?.text { return StreamPiece(offset: offset, bytes: Array(text.utf8)) }
        guard let bytes = piece["base64"]?.text.flatMap({ [UInt8](base64: $0) }) else {
            throw Misfit(text: "has a stream piece that is neither text nor base64")
        }
        return StreamPiece(offset: offset, bytes: bytes)
    }

    private func bytes(of holder: JSONFields, encoding: String?, _ place: String) throws(Misfit) -> [UInt8] {
        let text = holder["text"]?.text
        if encoding == "base64" {
            guard let bytes = [UInt8](base64: text ?? "") else {
                throw Misfit(text: "has a \(place).text that is no base64")
            }
            return bytes
        }
        let bytes = Array((text ?? "").utf8)
        guard let json = holder["_windtunnel"]?["json"] else { return bytes }
        let edited = JSONLayout.minified(json.raw)
        return JSONLayout.isJSON(bytes) && JSONLayout.minified(bytes) == edited ? bytes : edited
    }

    private func timing() -> Timing {
        func phase(_ name: String) -> Duration? {
            entry["timings"]?[name]?.numberText.flatMap { Duration(millisecondsText: $0) }
        }
        guard entry["timings"] != nil else {
            let total = entry["time"]?.numberText.flatMap { Duration(millisecondsText: $0) }
            return Timing(wait: total ?? .zero)
        }
        return Timing(
            blocked: phase("blocked"), dns: phase("dns"), connect: phase("connect"), ssl: phase("ssl"),
            send: phase("send") ?? .zero, wait: phase("wait") ?? .zero, receive: phase("receive") ?? .zero)
    }

    private static func headers(_ list: JSONView?) -> HeaderList {
        HeaderList(
            (list?.elements ?? []).compactMap { field in
                field["name"]?.text.map { HeaderList.Field(name: $0, value: field["value"]?.text ?? "") }
            })
    }
}
