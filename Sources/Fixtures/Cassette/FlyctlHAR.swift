import OrderedJSON

/// The HAR that flyctl writes of its own calls when `FLYCTL_OUTPUT_HAR` names a file (client code: the recorder it uses
/// puts every body but text in base64, leaves sizes at -1 and adds entries as they end).
enum FlyctlHAR {
    static func export(_ recording: Recording) -> ExportedRecording {
        var losses: [String] = []
        let entries = recording.interactions.enumerated().map { index, interaction -> JSON in
            let request = interaction.request
            let response = interaction.response
            if !response.pieces.isEmpty { losses.append("entry \(index + 1): the times of its stream's pieces") }
            if let body = request.body, String(validating: body.bytes, as: UTF8.self) == nil {
                losses.append("entry \(index + 1): a request body that is no text")
            }
            var entry: JSONObject = [
                "startedDateTime": interaction.startedAt.isEmpty ? .null : .string(interaction.startedAt),
                "time": milliseconds(interaction.timing.total),
                "request": .object(self.request(request)),
                "response": response.status == 0 ? .null : self.response(response),
                "cache": [:],
                "timings": timings(interaction.timing),
            ]
            entry["comment"] = interaction.comment.map(JSON.string)
            return .object(entry)
        }
        let log: JSON = [
            "log": [
                "version": "1.2", "creator": ["name": "github.com/vvakame/go-harlog", "version": "0.0.1"],
                "entries": .array(entries),
            ]
        ]
        return ExportedRecording(
            text: String(decoding: JSONLayout.pretty(log.utf8, indent: 0, step: 4), as: UTF8.self), losses: losses)
    }

    private static func request(_ request: RecordedRequest) -> JSONObject {
        var result: JSONObject = [
            "method": .string(request.method), "url": .string(request.url), "httpVersion": .string(request.httpVersion),
            "cookies": [], "headers": headers(request.headers),
            "queryString": .array(
                URLParts(request.url).query.map { ["name": .string($0.name), "value": .string($0.value)] }),
        ]
        if let body = request.body {
            let isForm = body.mimeType.asciiLowercased.hasPrefix("application/x-www-form-urlencoded")
            let text = String(decoding: body.bytes, as: UTF8.self)
            let params =
                isForm
                ? URLParts.parameters(text).map { JSON.object(["name": .string($0.name), "value": .string($0.value)]) }
                : []
            result["postData"] = ["mimeType": .string(body.mimeType), "params": .array(params), "text": .string(text)]
        }
        result["headersSize"] = -1
        result["bodySize"] = .int(request.body?.bytes.count ?? -1)
        return result
    }

    private static func response(_ response: RecordedResponse) -> JSON {
        let bytes = response.bytes
        var content: JSONObject = ["size": .int(bytes.count), "mimeType": .string(response.mimeType)]
        if response.mimeType.asciiLowercased.hasPrefix("text/"), let text = String(validating: bytes, as: UTF8.self) {
            if !text.isEmpty { content["text"] = .string(text) }
        } else {
            if !bytes.isEmpty { content["text"] = .string(bytes.base64) }
            content["encoding"] = "base64"
        }
        return [
            "status": .int(response.status), "statusText": .string(response.statusText),
            "httpVersion": .string(response.httpVersion), "cookies": [], "headers": headers(response.headers),
            "content": .object(content), "redirectURL": .string(response.headers["location"] ?? ""), "headersSize": -1,
            "bodySize": .int(bytes.count),
        ]
    }

    private static func headers(_ headers: HeaderList) -> JSON {
        .array(headers.fields.map { ["name": .string($0.name), "value": .string($0.value)] })
    }

    private static func timings(_ timing: Timing) -> JSON {
        let phases = [
            ("blocked", timing.blocked), ("dns", timing.dns), ("connect", timing.connect), ("send", timing.send),
            ("wait", timing.wait), ("receive", timing.receive), ("ssl", timing.ssl),
        ]
        return .object(JSONObject(phases.map { ($0.0, $0.1.map(milliseconds) ?? -1) }))
    }

    private static func milliseconds(_ duration: Duration) -> JSON {
        .number(JSONNumber(text: duration.millisecondsText))
    }
}
