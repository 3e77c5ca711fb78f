/// Bodies: JSON, lines of it, forms, and plain text.
extension RedactionPass {
    mutating func body(
        _ bytes: [UInt8], _ mimeType: String, _ context: SensitiveNames.Context, _ place: String
    ) -> [Edit] {
        let edits = bodyEdits(bytes, mimeType, context, place)
        findings += edits.map { Finding(place: "\(place) \($0.place)", kind: .secret($0.kind)) }
        return edits
    }

    mutating func bodyEdits(
        _ bytes: [UInt8], _ mimeType: String, _ context: SensitiveNames.Context, _ place: String
    ) -> [Edit] {
        if let edits = jsonEdits(bytes, 0..<bytes.count, context) { return edits }
        if mimeType.asciiLowercased.hasPrefix("application/x-www-form-urlencoded"),
            let text = String(validating: bytes, as: UTF8.self)
        {
            let saved = findings
            let redacted = Array(form(text, context, place).utf8)
            let found = Array(findings[saved.count...])
            findings = saved
            guard let first = found.first, redacted != bytes, case .secret(let kind) = first.kind else { return [] }
            let name = String(first.place.dropFirst(place.count + 1))
            return [Edit(range: 0..<bytes.count, replacement: redacted, kind: kind, place: name)]
        }
        return lineEdits(bytes, context)
    }

    /// Lines of JSON, bare or as the data of server-sent events, and plain text between them.
    mutating func lineEdits(_ bytes: [UInt8], _ context: SensitiveNames.Context) -> [Edit] {
        var edits: [Edit] = []
        var plainStart = 0
        var lineStart = 0
        while lineStart < bytes.count {
            let end = bytes[lineStart...].firstIndex(of: 0x0A) ?? bytes.count
            let next = min(end + 1, bytes.count)
            defer { lineStart = end + 1 }
            guard let start = Self.jsonStart(bytes, lineStart..<end), let found = jsonEdits(bytes, start..<end, context)
            else { continue }
            edits += textEdits(bytes, plainStart..<start) + found
            plainStart = next
        }
        return edits + textEdits(bytes, min(plainStart, bytes.count)..<bytes.count)
    }

    /// Where the JSON of a line begins, behind the field name of server-sent events.
    static func jsonStart(_ bytes: [UInt8], _ line: Range<Int>) -> Int? {
        let prefix = bytes[line].starts(with: Array("data:".utf8)) ? 5 : 0
        guard let first = bytes[(line.lowerBound + prefix)..<line.upperBound].firstIndex(where: { $0 != 0x20 }) else {
            return nil
        }
        return bytes[first] == UInt8(ascii: "{") || bytes[first] == UInt8(ascii: "[") ? first : nil
    }

    /// - Returns: nil when the range is no JSON.
    mutating func jsonEdits(
        _ bytes: [UInt8], _ range: Range<Int>, _ context: SensitiveNames.Context
    ) -> [Edit]? {
        guard let scalars = JSONScalar.all(in: bytes, range: range) else { return nil }
        var edits: [Edit] = []
        for scalar in scalars {
            let value = JSONSlice.unescaped(bytes[scalar.range])
            let saved = findings.count
            var redacted = scalar.isKey ? text(value, "") : string(value, scalar.path, context, "")
            let found = findings[saved...].first
            findings.removeSubrange(saved...)
            guard redacted != value, case .secret(let kind)? = found?.kind else { continue }
            redacted = JSONLayout.quoted(redacted)
            let replacement = scalar.isString ? Array(redacted.dropFirst().dropLast()) : redacted
            edits.append(Edit(range: scalar.range, replacement: replacement, kind: kind, place: scalar.path.reportPath))
        }
        return edits
    }
}
