/// Single values and texts, wherever they stand.
extension RedactionPass {
    /// A value with a name.
    mutating func string(
        _ value: [UInt8], _ path: [JSONStep], _ context: SensitiveNames.Context, _ place: String
    ) -> [UInt8] {
        guard !value.isEmpty else { return value }
        if let kind = SensitiveNames.kind(of: path, context) { return credential(value, kind, place) }
        if path.lastKey == "query" || path.lastKey == "operation" {
            let literals = GraphQLLiteral.all(in: value)
            if !literals.isEmpty { return graphQL(value, literals, context, place) }
        }
        if let first = value.first, first == UInt8(ascii: "{") || first == UInt8(ascii: "["),
            let edits = jsonEdits(value, 0..<value.count, context)
        {
            findings += edits.map { Finding(place: place, kind: .secret($0.kind)) }
            return edits.applied(to: value)
        }
        return text(value, place)
    }

    mutating func graphQL(
        _ value: [UInt8], _ literals: [GraphQLLiteral], _ outer: SensitiveNames.Context, _ place: String
    ) -> [UInt8] {
        var context = outer
        context.isAboutSecrets = context.isAboutSecrets || value.firstOccurrence(of: Array("ecrets".utf8)) != nil
        var edits: [Edit] = []
        for literal in literals {
            let inner = JSONSlice.unescaped(value[literal.range])
            let redacted = string(inner, [.key(literal.name)], context, place)
            guard redacted != inner else { continue }
            let quoted = Array(JSONLayout.quoted(redacted).dropFirst().dropLast())
            edits.append(Edit(range: literal.range, replacement: quoted, kind: .secret, place: place))
        }
        return text(edits.applied(to: value), place)
    }

    /// A value that is nothing but a secret, or schemes and a list of tokens.
    mutating func credential(_ value: [UInt8], _ kind: SecretKind, _ place: String) -> [UInt8] {
        guard kind == .token else { return whole(value, kind, place) }
        var kind = kind
        var start = 0
        while true {
            while start < value.count, value[start] == 0x20 { start += 1 }
            guard
                let word = ["bearer", "flyv1", "basic"].first(where: { SecretScanner.matches(value, start, $0 + " ") })
            else { break }
            if word == "basic" { kind = .basic }
            start += word.utf8.count
        }
        let list = value[start...].split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        let redacted = list.map { whole(Array($0.drop { $0 == 0x20 }), kind, place) }
        return Array(value[..<start]) + Array(redacted.joined(separator: [UInt8(ascii: ",")]))
    }

    mutating func whole(_ value: [UInt8], _ kind: SecretKind, _ place: String) -> [UInt8] {
        guard !value.isEmpty, !SecretKind.isPlaceholder(value) else { return value }
        if kind == .basic, let pair = [UInt8](base64: String(decoding: value, as: UTF8.self)),
            let colon = pair.firstIndex(of: UInt8(ascii: ":")), colon + 1 < pair.count
        {
            placeholders.register(Array(pair[(colon + 1)...]), .password)
        }
        let kind = kind == .token && SecretScanner.hits(in: value).first?.kind == .jwt ? .jwt : kind
        placeholders.register(value, kind)
        findings.append(Finding(place: place, kind: .secret(kind)))
        return placeholders.name(for: value, kind)
    }

    /// Text without a name: what is known to be secret, and what has a secret's form.
    mutating func text(_ value: [UInt8], _ place: String) -> [UInt8] {
        let edits = textEdits(value, 0..<value.count)
        findings += edits.map { Finding(place: place, kind: .secret($0.kind)) }
        return edits.applied(to: value)
    }

    mutating func textEdits(_ bytes: [UInt8], _ range: Range<Int>) -> [Edit] {
        guard !range.isEmpty else { return [] }
        let text = range == 0..<bytes.count ? bytes : Array(bytes[range])
        let offset = range.lowerBound
        var hits = SecretScanner.hits(in: text) + EncodedSecrets.hits(in: text, placeholders)
        for hit in hits { placeholders.register(Array(text[hit.range]), hit.kind) }
        for known in placeholders.everywhere where known.secret.count <= text.count {
            var start = 0
            while let place = text[start...].firstOccurrence(of: known.secret) {
                start = place + known.secret.count
                hits.append(SecretScanner.Hit(range: place..<start, kind: placeholders.kind(of: known.secret)))
            }
        }
        hits.sort { ($0.range.lowerBound, $1.range.upperBound) < ($1.range.lowerBound, $0.range.upperBound) }
        var edits: [Edit] = []
        for hit in hits where hit.range.lowerBound + offset >= edits.last?.range.upperBound ?? 0 {
            let range = hit.range.lowerBound + offset..<hit.range.upperBound + offset
            let name = placeholders.name(for: Array(text[hit.range]), hit.kind)
            edits.append(Edit(range: range, replacement: name, kind: hit.kind, place: "byte \(range.lowerBound)"))
        }
        return edits
    }
}
