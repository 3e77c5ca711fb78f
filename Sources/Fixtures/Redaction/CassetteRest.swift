import Yams

/// The texts of a cassette that reading it passes over, so that no redaction ever sees them: what other tools add, a
/// body beside another one that counts.
struct CassetteRest {
    /// Of the exchanges, in their order.
    let recording: Recording
    let bytes: [UInt8]

    private typealias Text = (leaf: UnreadText, path: [JSONStep])

    /// What in them must not be in a recording.
    func findings(_ placeholders: Placeholders) -> [Finding] {
        // It was read before.
        guard let root = try? Yams.compose(yaml: String(decoding: bytes, as: UTF8.self)) else { return [] }
        var around: [Finding] = []
        var within: [Finding] = []
        for (key, value) in root.mapping ?? [:] {
            let name = key.scalar?.string ?? ""
            if name == "http_interactions" || name == "interactions", let list = value.sequence {
                within += list.enumerated().flatMap { findings(in: $0.element, $0.offset, placeholders) }
            } else {
                around += Self.texts(value, [.key(name)]).compactMap {
                    $0.leaf.finding($0.path, SensitiveNames.Context(), placeholders)
                }
            }
        }
        return around + within
    }

    private func findings(in node: Node, _ index: Int, _ placeholders: Placeholders) -> [Finding] {
        guard recording.interactions.indices.contains(index) else { return [] }
        let interaction = recording.interactions[index]
        let context = SensitiveNames.Context(path: URLParts(interaction.request.url).path)
        let bodies = [
            "request": interaction.request.body?.bytes ?? [], "response": interaction.response.bytes,
        ]
        return Self.texts(node, []).compactMap { text in
            guard !isRead(text, bodies) else { return nil }
            return text.leaf.finding(text.path, context, placeholders)?.inEntry(index + 1)
        }
    }

    private static let heads: Set<[JSONStep]> = [
        [.key("request"), .key("method")], [.key("request"), .key("uri")], [.key("request"), .key("headers")],
        [.key("response"), .key("status")], [.key("response"), .key("headers")],
        [.key("response"), .key("http_version")],
    ]

    /// Whether a text became part of the exchange.
    private func isRead(_ text: Text, _ bodies: [String: [UInt8]]) -> Bool {
        let start = Array(text.path.prefix(2))
        guard case .key(let first)? = start.first else { return true }
        if first == "_windtunnel" || first == "recorded_at" || Self.heads.contains(start) { return true }
        guard let body = bodies[first], start.last == .key("body") else { return false }
        // The name of an encoding is no body.
        if text.leaf.isKey || text.path.last == .key("encoding") { return text.path.count < 4 }
        return text.leaf.text == body || [UInt8](base64: String(decoding: text.leaf.text, as: UTF8.self)) == body
    }

    private static func texts(_ node: Node, _ path: [JSONStep]) -> [Text] {
        if let mapping = node.mapping {
            return mapping.flatMap { key, value -> [Text] in
                let name = key.scalar?.string ?? ""
                let deeper = path + [.key(name)]
                return [(UnreadText(place: "key", text: Array(name.utf8), isKey: true), deeper)] + texts(value, deeper)
            }
        }
        if let sequence = node.sequence {
            return sequence.enumerated().flatMap { texts($0.element, path + [.index($0.offset)]) }
        }
        let text = UnreadText(place: path.jsonPath, text: Array((node.scalar?.string ?? "").utf8), isKey: false)
        return [(text, path)]
    }
}
