import OrderedJSON

extension Binding {
    /// Binds what two answers to the same request introduced: ids, nonces, addresses and names in the same places.
    package mutating func learn(recorded: RecordedResponse, live: RecordedResponse) {
        for name in ["fly-machine-lease-nonce", "mcp-session-id"] {
            if let one = recorded.headers[name], let other = live.headers[name] { pair(one, other, key: name) }
        }
        // Only JSON has places.
        if let one = try? JSON(parsing: recorded.bytes), let other = try? JSON(parsing: live.bytes) {
            return walk(one, other, key: nil)
        }
        for pair in ResponseLines.paired(ResponseLines(recorded), ResponseLines(live)) {
            if let one = pair.recorded?.json, let other = pair.live?.json { walk(one, other, key: nil) }
        }
    }

    private mutating func walk(_ recorded: JSON, _ live: JSON, key: String?) {
        switch (recorded, live) {
        case (.object(let left), .object(let right)):
            for member in left { if let other = right[member.key] { walk(member.value, other, key: member.key) } }
        case (.array(let left), .array(let right)):
            for case (let one?, let other?) in paired(left, right) { walk(one, other, key: key) }
        case (.string(let left), .string(let right)): pair(left, right, key: key)
        default: return
        }
    }

    private mutating func pair(_ recorded: String, _ live: String, key: String?) {
        let left = Array(recorded.utf8)
        let right = Array(live.utf8)
        if SecretKind.isPlaceholder(left) { return bind(recorded: recorded, live: live) }
        guard isFree(recorded: recorded, live: live), !left.isEmpty, !right.isEmpty else { return }
        let shape = KnownShape(left[...])
        let isIdentifier = shape != nil && shape == KnownShape(right[...])
        let isAddress =
            IPAddressText.isAddress(left) && IPAddressText.isAddress(right)
            && left.contains(0x3A) == right.contains(0x3A)
        guard isIdentifier || isAddress || NameKeys.contains(key) else { return }
        bind(recorded: recorded, live: live)
    }

    /// A recorded request as the live run has to send it.
    package func live(_ request: RecordedRequest) -> RecordedRequest {
        isIdentity ? request : Self.translated(request, .toLive(self))
    }

    /// A live exchange as the recording would have it, had it been made with the rest of it. Times stay.
    package func recorded(_ interaction: Interaction) -> Interaction {
        guard !isIdentity else { return interaction }
        let translation = Translation.toRecorded(self)
        var result = interaction
        result.request = Self.translated(interaction.request, translation)
        Self.translate(&result.response.headers, translation)
        let (filled, edits) = BodyTemplate(interaction.response.bytes).filled(translation, nil)
        result.response.content = interaction.response.content.replaced(by: filled, edits)
        return result
    }

    private static func translate(_ headers: inout HeaderList, _ translation: Translation) {
        for index in headers.fields.indices {
            headers.fields[index].value = translation.value(headers.fields[index].value, key: nil)
        }
    }

    private static func translated(_ request: RecordedRequest, _ translation: Translation) -> RecordedRequest {
        var result = request
        let url = URLParts(request.url)
        let names = RequestPath(segments: url.segments)
        let path = url.segments.enumerated().map { index, segment in
            URLParts.encoded(translation.value(segment, key: names.isName(index) ? "name" : nil))
        }
        let query = url.query.map {
            URLParts.encoded($0.name) + "=" + URLParts.encoded(translation.value($0.value, key: $0.name))
        }
        let slash = url.path.hasSuffix("/") && !path.isEmpty ? "/" : ""
        let host = translation.value(url.host, key: nil)
        result.url =
            url.scheme + url.userInfo + host + url.port + "/" + path.joined(separator: "/") + slash
            + (url.queryText == nil ? "" : "?" + query.joined(separator: "&"))
        translate(&result.headers, translation)
        if let body = request.body { result.body?.bytes = BodyTemplate(body.bytes).filled(translation, nil).bytes }
        return result
    }
}
