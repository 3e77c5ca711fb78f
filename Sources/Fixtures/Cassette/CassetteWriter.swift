import Yams

/// One exchange as a node of a cassette.
struct CassetteWriter {
    let interaction: Interaction
    let dialect: VCRCassette.Dialect

    var node: Node {
        var pairs: [(String, Node)] = [("request", request), ("response", response)]
        if dialect == .ruby {
            let time = WireTime(milliseconds: interaction.startedAtMilliseconds ?? 0)
            pairs.append(("recorded_at", Self.text(time.httpDate)))
        }
        pairs.append(("_windtunnel", extras))
        return Self.mapping(pairs)
    }

    /// What neither the format nor the extras hold.
    var losses: [String] {
        [("request", interaction.request.headers), ("response", interaction.response.headers)].compactMap {
            side, headers in
            Self.grouped(headers).flatMap(\.values).count == headers.fields.count && Self.regrouped(headers) == headers
                ? nil : "the order of the \(side)'s headers"
        }
    }

    private var request: Node {
        let request = interaction.request
        let method = dialect == .ruby ? request.method.asciiLowercased : request.method
        let body: Node =
            switch dialect {
            case .ruby: Self.rubyBody(request.body?.bytes ?? [])
            case .python: request.body.map { Self.pythonText($0.bytes) } ?? Self.plain("null")
            }
        var pairs: [(String, Node)] = [
            ("method", Self.text(method)), ("uri", Self.text(request.url)), ("body", body),
            ("headers", Self.headers(request.headers)),
        ]
        // VCR.py sorts keys and so do we in its files.
        if dialect == .python { pairs = [pairs[2], pairs[3], pairs[0], pairs[1]] }
        return Self.mapping(pairs)
    }

    private var response: Node {
        let response = interaction.response
        let status = Self.mapping([
            ("code", Self.plain(String(response.status))), ("message", Self.text(response.statusText)),
        ])
        let headers = Self.headers(response.headers)
        switch dialect {
        case .ruby:
            return Self.mapping([
                ("status", status), ("headers", headers), ("body", Self.rubyBody(response.bytes)),
                ("http_version", Self.plain("null")),
            ])
        case .python:
            return Self.mapping([
                ("body", Self.mapping([("string", Self.pythonText(response.bytes))])), ("headers", headers),
                ("status", status),
            ])
        }
    }

    private var extras: Node {
        let timing = interaction.timing
        let phases: [(String, Duration?)] = [
            ("blocked", timing.blocked), ("dns", timing.dns), ("connect", timing.connect), ("ssl", timing.ssl),
            ("send", timing.send), ("wait", timing.wait), ("receive", timing.receive),
        ]
        var pairs: [(String, Node)] = [
            ("started_at", Self.text(interaction.startedAt)),
            (
                "timings",
                Self.mapping(phases.compactMap { phase in phase.1.map { (phase.0, Self.plain($0.millisecondsText)) } })
            ),
            ("request_version", Self.text(interaction.request.httpVersion)),
            ("response_version", Self.text(interaction.response.httpVersion)),
            ("response_type", Self.text(interaction.response.mimeType)),
        ]
        pairs.append(("request_type", interaction.request.body.map { Self.text($0.mimeType) } ?? Self.plain("null")))
        if let comment = interaction.comment { pairs.append(("comment", Self.text(comment))) }
        if case .pieces(let pieces) = interaction.response.content {
            let nodes = pieces.map { piece in
                Self.mapping([
                    ("at", Self.plain(piece.offset.millisecondsText)), ("base64", Self.text(piece.bytes.base64)),
                ])
            }
            pairs.append(("stream", Self.list(nodes)))
        }
        return Self.mapping(pairs)
    }

    private static func rubyBody(_ bytes: [UInt8]) -> Node {
        if let text = String(validating: bytes, as: UTF8.self), isWritable(text) {
            return mapping([("encoding", Self.text("UTF-8")), ("string", Self.text(text))])
        }
        return mapping([("encoding", text("ASCII-8BIT")), ("base64_string", text(bytes.base64))])
    }

    private static func pythonText(_ bytes: [UInt8]) -> Node {
        if let text = String(validating: bytes, as: UTF8.self), isWritable(text) { return Self.text(text) }
        return .scalar(Node.Scalar(bytes.base64, Tag(.binary), .literal))
    }

    /// YAML has escapes for control characters, but its readers disagree on them.
    private static func isWritable(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { scalar in
            (scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value)
                && ![0xFEFF, 0xFFFE, 0xFFFF, 0x2028, 0x2029].contains(scalar.value))
                || "\n\t\r".unicodeScalars.contains(scalar)
        }
    }

    private static func headers(_ headers: HeaderList) -> Node {
        .mapping(Node.Mapping(grouped(headers).map { (text($0.name), list($0.values.map(text))) }))
    }

    private static func grouped(_ headers: HeaderList) -> [(name: String, values: [String])] {
        var groups: [(name: String, values: [String])] = []
        for field in headers.fields {
            if let index = groups.firstIndex(where: { $0.name == field.name }) {
                groups[index].values.append(field.value)
            } else {
                groups.append((field.name, [field.value]))
            }
        }
        return groups
    }

    private static func regrouped(_ headers: HeaderList) -> HeaderList {
        HeaderList(
            grouped(headers).flatMap { group in group.values.map { HeaderList.Field(name: group.name, value: $0) } })
    }

    /// A string that no reader takes for a number or a word of YAML's.
    static func text(_ string: String) -> Node { .scalar(Node.Scalar(string, Tag(.str), .doubleQuoted)) }

    static func plain(_ string: String) -> Node { .scalar(Node.Scalar(string, .implicit, .plain)) }

    static func list(_ nodes: [Node]) -> Node { .sequence(Node.Sequence(nodes)) }

    static func mapping(_ pairs: [(String, Node)]) -> Node { .mapping(Node.Mapping(pairs.map { (plain($0.0), $0.1) })) }
}
