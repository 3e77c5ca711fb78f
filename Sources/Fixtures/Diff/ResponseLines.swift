import OrderedJSON

/// A body that is no single JSON document, line by line: JSON lines, server-sent events, plain text.
struct ResponseLines {
    struct Line: Hashable {
        /// Counted from 1, empty ones included.
        let number: Int
        let text: String
        /// What the line says: itself, or behind `data:`.
        let json: JSON?
    }

    let lines: [Line]

    /// Empty lines say nothing, nor do the comments that keep a stream of events open.
    init(_ response: RecordedResponse) {
        let isEvents = response.mimeType.asciiLowercased.hasPrefix("text/event-stream")
        lines = response.bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated().compactMap {
            number, bytes in
            let text = String(decoding: bytes.last == 0x0D ? bytes.dropLast() : bytes, as: UTF8.self)
            guard !text.isEmpty, !(isEvents && text.hasPrefix(":")) else { return nil }
            let data = text.hasPrefix("data:") ? String(text.dropFirst(5)) : text
            return Line(number: number + 1, text: text, json: Self.document(data))
        }
    }

    /// Only an object or a list; a line of text may be a number by chance.
    private static func document(_ text: String) -> JSON? {
        guard let json = try? JSON(parsing: text) else { return nil }  // What is no JSON is text.
        return json.objectValue == nil && json.arrayValue == nil ? nil : json
    }

    /// The lines of two bodies side by side. Messages of JSON-RPC find their like by method and id, because answers come
    /// in the order in which they are ready; the rest goes in its order.
    static func paired(_ recorded: ResponseLines, _ live: ResponseLines) -> [(recorded: Line?, live: Line?)] {
        var rest = live.lines
        var pairs: [(recorded: Line?, live: Line?)] = recorded.lines.map { line in
            let position = rest.firstIndex { $0.kind == line.kind }
            return (line, position.map { rest.remove(at: $0) })
        }
        // What is left over on both sides is the same line gone wrong.
        for index in pairs.indices where pairs[index].live == nil && !rest.isEmpty {
            pairs[index].live = rest.removeFirst()
        }
        return pairs + rest.map { (nil, $0) }
    }
}

extension ResponseLines.Line {
    /// What a line can only be the like of.
    fileprivate var kind: String {
        guard let json else { return String(text.prefix { $0 != ":" && $0 != " " }) }
        guard json["jsonrpc"] != nil else { return "{" }
        return "\(json["id"]?.text ?? "-") \(json["method"]?.stringValue ?? "-")"
    }
}
