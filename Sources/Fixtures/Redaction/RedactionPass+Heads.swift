/// What stands before the bodies: headers and URLs.
extension RedactionPass {
    mutating func headers(_ headers: HeaderList, _ place: String) -> HeaderList {
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

    mutating func url(_ url: String, _ place: String) -> String {
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
    mutating func form(_ text: String, _ context: SensitiveNames.Context, _ place: String) -> String {
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
}
