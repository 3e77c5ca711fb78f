/// One walk over an exchange that puts placeholders where secrets stand and learns the secrets on its way.
///
/// The first walk over an exchange learns what the second one then finds in every place, also in those that come
/// before the place that gave the secret away.
struct RedactionPass {
    var placeholders: Placeholders
    var findings: [Finding] = []

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
        result.response.content = interaction.response.content.replaced(by: bytes, edits)
        result.response.headers.updateLength(from: whole.count, to: bytes.count)
        result.comment = interaction.comment.map { String(decoding: text(Array($0.utf8), "comment"), as: UTF8.self) }
        return result
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
