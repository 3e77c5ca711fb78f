/// One walk over an exchange that puts placeholders where secrets stand and learns the secrets on its way.
///
/// The first walk over an exchange learns what the second one then finds in every place, also in those that come
/// before the place that gave the secret away.
struct RedactionPass {
    var placeholders: Placeholders
    private(set) var findings: [Finding] = []

    init(placeholders: Placeholders) {
        self.placeholders = placeholders
    }

    mutating func run(_ interaction: Interaction) -> Interaction {
        var result = interaction
        let context = SensitiveNames.Context(path: URLParts(interaction.request.url).path)
        result.request.url = url(interaction.request.url, "request.url")
        result.request.headers = headers(interaction.request.headers, "request.header")
        result.response.headers = headers(interaction.response.headers, "response.header")
        if let body = interaction.request.body {
            let bytes = self.body(body.bytes, body.mimeType, context, "request.body").applied(to: body.bytes)
            result.request.body?.bytes = bytes
            result.request.headers.updateLength(from: body.bytes.count, to: bytes.count)
        }
        let whole = interaction.response.bytes
        let edits = body(whole, interaction.response.mimeType, context, "response.body")
        let bytes = edits.applied(to: whole)
        result.response.content = Self.content(interaction.response.content, edits, bytes)
        result.response.headers.updateLength(from: whole.count, to: bytes.count)
        result.comment = interaction.comment.map { String(decoding: text(Array($0.utf8), "comment"), as: UTF8.self) }
        return result
    }

    private static func content(
        _ content: RecordedResponse.Content, _ edits: [Edit], _ bytes: [UInt8]
    ) -> RecordedResponse.Content {
        guard case .pieces(let pieces) = content else { return .whole(bytes) }
        var end = 0
        var start = 0
        return .pieces(
            pieces.map { piece in
                end += piece.bytes.count
                let boundary = max(start, edits.moved(end))
                defer { start = boundary }
                return StreamPiece(offset: piece.offset, bytes: Array(bytes[start..<boundary]))
            })
    }

    // MARK: Headers and URLs

    private mutating func headers(_ headers: HeaderList, _ place: String) -> HeaderList {
        var result: [HeaderList.Field] = []
        for field in headers.fields {
            let place = "\(place) \(field.name.asciiLowercased.nameForReports)"
            guard AllowedHeaders.contains(field.name) else {
                findings.append(Finding(place: place, kind: .header))
                continue
            }
            let value = Array(field.value.utf8)
            let isLocation = ["location", "origin"].contains(field.name.asciiLowercased)
            let redacted =
                if let kind = AllowedHeaders.kind(of: field.name) { credential(value, kind, place) } else if isLocation
                { Array(url(field.value, place).utf8) } else { text(value, place) }
            result.append(HeaderList.Field(name: field.name, value: String(decoding: redacted, as: UTF8.self)))
        }
        return HeaderList(result)
    }

    private mutating func url(_ url: String, _ place: String) -> String {
        let parts = URLParts(url)
        var previous = ""
        let path = parts.path.split(separator: "/", omittingEmptySubsequences: false).map { raw -> String in
            let segment = URLParts.decoded(raw, plusIsBlank: false)
            defer { previous = segment }
            let bytes = Array(segment.utf8)
            let redacted =
                previous == "cli_sessions" ? whole(bytes, .session, "\(place) path") : text(bytes, "\(place) path")
            return redacted == bytes ? String(raw) : URLParts.encoded(String(decoding: redacted, as: UTF8.self))
        }.joined(separator: "/")
        let query = parts.queryText.map { "?" + form($0, SensitiveNames.Context(), "\(place) query") } ?? ""
        let user = String(decoding: text(Array(("://" + parts.userInfo).utf8), "\(place) user"), as: UTF8.self)
            .dropFirst(3)
        let result = parts.scheme + user + parts.host + parts.port + path + query
        return path == parts.path && query == (parts.queryText.map { "?" + $0 } ?? "") && user == parts.userInfo
            ? url : result
    }

    /// A query or a form body; what needs no change keeps its encoding.
    private mutating func form(_ text: String, _ context: SensitiveNames.Context, _ place: String) -> String {
        text.split(separator: "&", omittingEmptySubsequences: false).map { pair in
            guard let parameter = URLParts.parameters(String(pair)).first else { return String(pair) }
            let value = Array(parameter.value.utf8)
            let place = "\(place) \(parameter.name.nameForReports)"
            let redacted = string(value, [.key(parameter.name)], context, place)
            let name = self.text(Array(parameter.name.utf8), place)
            guard redacted != value || name != Array(parameter.name.utf8) else { return String(pair) }
            return URLParts.encoded(String(decoding: name, as: UTF8.self)) + "="
                + URLParts.encoded(String(decoding: redacted, as: UTF8.self))
        }.joined(separator: "&")
    }

    // MARK: Bodies

    private mutating func body(
        _ bytes: [UInt8], _ mimeType: String, _ context: SensitiveNames.Context, _ place: String
    ) -> [Edit] {
        let edits = bodyEdits(bytes, mimeType, context, place)
        findings += edits.map { Finding(place: "\(place) \($0.place)", kind: .secret($0.kind)) }
        return edits
    }

    private mutating func bodyEdits(
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
    private mutating func lineEdits(_ bytes: [UInt8], _ context: SensitiveNames.Context) -> [Edit] {
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
    private mutating func jsonEdits(
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

    // MARK: Texts

    /// A value with a name.
    private mutating func string(
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

    private mutating func graphQL(
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
    private mutating func credential(_ value: [UInt8], _ kind: SecretKind, _ place: String) -> [UInt8] {
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

    private mutating func whole(_ value: [UInt8], _ kind: SecretKind, _ place: String) -> [UInt8] {
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
    private mutating func text(_ value: [UInt8], _ place: String) -> [UInt8] {
        let edits = textEdits(value, 0..<value.count)
        findings += edits.map { Finding(place: place, kind: .secret($0.kind)) }
        return edits.applied(to: value)
    }

    private mutating func textEdits(_ bytes: [UInt8], _ range: Range<Int>) -> [Edit] {
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

extension HeaderList {
    /// Keeps Content-Length true to a body that changed its length.
    fileprivate mutating func updateLength(from old: Int, to new: Int) {
        guard old != new else { return }
        for index in fields.indices
        where fields[index].name.asciiLowercased == "content-length" && fields[index].value == String(old) {
            fields[index].value = String(new)
        }
    }
}
