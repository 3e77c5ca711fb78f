import OrderedJSON

/// Writes recordings as HAR 1.2 text that a person can review: one exchange after another, keys always in the same
/// order, one member a line.
///
/// HAR keeps a body as one string, which no reviewer can read once it has line ends escaped or ten keys in a row. So a
/// body that is JSON stands twice: in `text`, byte for byte as it went over the wire, for every HAR tool; and beside it,
/// under `_windtunnel.json` (HAR lets anybody add keys that begin with an underscore), spliced in as the JSON value it
/// is, a member a line, tokens unchanged. Reading takes `text` as long as both say the same, and `_windtunnel.json`
/// where somebody edited it. What is not UTF-8 is base64. A stream's pieces stand one a line under `_windtunnel.stream`
/// with their times, and joined in `text`.
package enum HARWriter {
    /// What stands under `_windtunnel.format` of the log.
    package static let format = 1

    /// The text before the first entry.
    package static func header(version: String) -> [UInt8] {
        var lines = IndentedJSON()
        lines.open("{")
        lines.open("{", key: "log")
        lines.member("version", JSON.string("1.2").utf8)
        lines.member("creator", flat([("name", "Windtunnel"), ("version", .string(version))]))
        lines.member("_windtunnel", flat([("format", .int(format))]))
        lines.open("[", key: "entries")
        return lines.bytes
    }

    /// The text after the last entry.
    package static let footer = Array("\n    ]\n  }\n}\n".utf8)

    /// A whole file.
    /// - Parameter version: Windtunnel's, for `log.creator`.
    package static func text(_ recording: Recording, version: String) -> [UInt8] {
        var bytes = header(version: version)
        for (index, interaction) in recording.interactions.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            bytes += entry(interaction)
        }
        return bytes + footer
    }

    /// One entry, beginning with the line end before it, without a comma.
    package static func entry(_ interaction: Interaction) -> [UInt8] {
        var lines = IndentedJSON(depth: 3)
        lines.open("{")
        lines.member("startedDateTime", JSON.string(interaction.startedAt).utf8)
        lines.member("time", Array(interaction.timing.total.millisecondsText.utf8))
        if let comment = interaction.comment { lines.member("comment", JSON.string(comment).utf8) }
        add(interaction.request, to: &lines)
        add(interaction.response, to: &lines)
        lines.member("cache", Array("{}".utf8))
        lines.member("timings", timings(interaction.timing))
        lines.close("}")
        return lines.bytes
    }

    private static func add(_ request: RecordedRequest, to lines: inout IndentedJSON) {
        lines.open("{", key: "request")
        lines.member("method", JSON.string(request.method).utf8)
        lines.member("url", JSON.string(request.url).utf8)
        lines.member("httpVersion", JSON.string(request.httpVersion).utf8)
        lines.member("cookies", Array("[]".utf8))
        add(request.headers, to: &lines)
        lines.list("queryString", URLParts(request.url).query.map { named($0.name, $0.value) })
        if let body = request.body {
            lines.open("{", key: "postData")
            lines.member("mimeType", JSON.string(body.mimeType).utf8)
            // HAR has no word for the encoding of a request's body, so it is said among our own.
            let isText = addText(body.bytes, to: &lines)
            addExtras(body.bytes, pieces: [], isText: isText, encoding: isText ? nil : "base64", to: &lines)
            lines.close("}")
        }
        lines.member("headersSize", Array("-1".utf8))
        lines.member("bodySize", JSON.int(request.body?.bytes.count ?? 0).utf8)
        lines.close("}")
    }

    private static func add(_ response: RecordedResponse, to lines: inout IndentedJSON) {
        let bytes = response.bytes
        lines.open("{", key: "response")
        lines.member("status", JSON.int(response.status).utf8)
        lines.member("statusText", JSON.string(response.statusText).utf8)
        lines.member("httpVersion", JSON.string(response.httpVersion).utf8)
        lines.member("cookies", Array("[]".utf8))
        add(response.headers, to: &lines)
        lines.open("{", key: "content")
        lines.member("size", JSON.int(bytes.count).utf8)
        lines.member("mimeType", JSON.string(response.mimeType).utf8)
        let isText = addText(bytes, to: &lines)
        if !isText { lines.member("encoding", JSON.string("base64").utf8) }
        addExtras(bytes, pieces: response.pieces, isText: isText, encoding: nil, to: &lines)
        lines.close("}")
        lines.member("redirectURL", JSON.string(response.headers["location"] ?? "").utf8)
        lines.member("headersSize", Array("-1".utf8))
        lines.member("bodySize", JSON.int(bytes.count).utf8)
        lines.close("}")
    }

    private static func add(_ headers: HeaderList, to lines: inout IndentedJSON) {
        lines.list("headers", headers.fields.map { named($0.name, $0.value) })
    }

    /// - Returns: whether the bytes are text; those that are not are written as base64.
    private static func addText(_ bytes: [UInt8], to lines: inout IndentedJSON) -> Bool {
        let text = String(validating: bytes, as: UTF8.self)
        lines.member("text", JSON.string(text ?? bytes.base64).utf8)
        return text != nil
    }

    private static func addExtras(
        _ bytes: [UInt8], pieces: [StreamPiece], isText: Bool, encoding: String?, to lines: inout IndentedJSON
    ) {
        let isDocument = isText && (bytes.first { $0 > 0x20 }.map { $0 == 0x7B || $0 == 0x5B } ?? false)
        let isReviewable = pieces.isEmpty && isDocument && JSONLayout.isJSON(bytes)
        guard isReviewable || !pieces.isEmpty || encoding != nil else { return }
        lines.open("{", key: "_windtunnel")
        if let encoding { lines.member("encoding", JSON.string(encoding).utf8) }
        if isReviewable { lines.member("json", JSONLayout.pretty(bytes, indent: lines.indent)) }
        if !pieces.isEmpty { lines.list("stream", pieces.map(piece)) }
        lines.close("}")
    }

    private static func piece(_ piece: StreamPiece) -> [UInt8] {
        let offset = JSON.number(JSONNumber(text: piece.offset.millisecondsText))
        if let text = String(validating: piece.bytes, as: UTF8.self) {
            return flat([("at", offset), ("text", .string(text))])
        }
        return flat([("at", offset), ("base64", .string(piece.bytes.base64))])
    }

    private static func timings(_ timing: Timing) -> [UInt8] {
        let phases: [(String, Duration?)] = [
            ("blocked", timing.blocked), ("dns", timing.dns), ("connect", timing.connect), ("ssl", timing.ssl),
            ("send", timing.send), ("wait", timing.wait), ("receive", timing.receive),
        ]
        return flat(phases.map { ($0.0, .number(JSONNumber(text: $0.1?.millisecondsText ?? "-1"))) })
    }

    private static func named(_ name: String, _ value: String) -> [UInt8] {
        flat([("name", .string(name)), ("value", .string(value))])
    }

    /// A small object on one line.
    private static func flat(_ members: [(String, JSON)]) -> [UInt8] {
        Array("{ \(members.map { "\(JSON.string($0.0).text): \($0.1.text)" }.joined(separator: ", ")) }".utf8)
    }
}
