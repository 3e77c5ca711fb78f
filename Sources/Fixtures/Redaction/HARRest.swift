/// The texts of a HAR file that reading it passes over, so that no redaction ever sees them: cookies, parameters of
/// forms, what other tools add, a body's `text` beside a `_windtunnel.json` that says something else. Only a file that
/// somebody else wrote, or edited, has any.
struct HARRest {
    let document: HARDocument

    /// What in them must not be in a recording, entry by entry.
    func findings(_ placeholders: Placeholders) throws(RecordingDamage) -> [Finding] {
        var findings = around(placeholders)
        for (index, entry) in document.entries.enumerated() {
            let interaction = try document.interaction(at: index)
            let written = HARWriter.entry(interaction)
            let seen = Set(Self.leaves(written, 0..<written.count).map(\.leaf))
            let context = SensitiveNames.Context(path: URLParts(entry.url).path)
            for (leaf, path) in Self.leaves(document.bytes, entry.range) where !seen.contains(leaf) {
                if Self.isBody(leaf, interaction) { continue }
                let found = leaf.finding(path, context, placeholders)
                if let found { findings.append(found.inEntry(index + 1)) }
            }
        }
        return findings
    }

    /// What stands outside all entries.
    private func around(_ placeholders: Placeholders) -> [Finding] {
        var bytes = document.bytes
        if let first = document.entries.first, let last = document.entries.last {
            bytes.removeSubrange(first.range.lowerBound..<last.range.upperBound)
        }
        return Self.leaves(bytes, 0..<bytes.count).compactMap {
            $0.leaf.finding($0.path, SensitiveNames.Context(), placeholders)
        }
    }

    private static func leaves(_ bytes: [UInt8], _ range: Range<Int>) -> [(leaf: UnreadText, path: [JSONStep])] {
        (JSONScalar.all(in: bytes, range: range) ?? []).filter(\.isString).map { scalar in
            let place = (scalar.isKey ? "key " : "") + scalar.path.jsonPath
            // A key is no value of itself.
            let path = scalar.isKey ? Array(scalar.path.dropLast()) : scalar.path
            let text = JSONSlice.unescaped(bytes[scalar.range])
            return (UnreadText(place: place, text: text, isKey: scalar.isKey), path)
        }
    }

    /// Whether a text is base64 of the body that was looked into already.
    private static func isBody(_ leaf: UnreadText, _ interaction: Interaction) -> Bool {
        let body: [UInt8]
        switch leaf.place {
        case "$.response.content.text": body = interaction.response.bytes
        case "$.request.postData.text": body = interaction.request.body?.bytes ?? []
        default: return false
        }
        return [UInt8](base64: String(decoding: leaf.text, as: UTF8.self)) == body
    }
}
