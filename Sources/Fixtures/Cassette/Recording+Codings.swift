extension Recording {
    /// The recording with no coding named that its bodies do not have any more. HAR keeps bodies decoded (HAR 1.2,
    /// `content.text`), and browsers leave `Content-Encoding: gzip` beside them.
    ///
    /// A body counts as decoded when it is plain text, which no compressed one is.
    var withoutFormerCodings: Recording {
        Recording(
            interactions.map { interaction in
                var result = interaction
                result.response.headers = Self.headers(interaction.response.headers, of: interaction.response.bytes)
                result.request.headers = Self.headers(
                    interaction.request.headers, of: interaction.request.body?.bytes ?? [])
                return result
            })
    }

    private static func headers(_ headers: HeaderList, of body: [UInt8]) -> HeaderList {
        guard headers["content-encoding"] != nil, let text = String(validating: body, as: UTF8.self),
            text.unicodeScalars.allSatisfy({
                $0.value >= 0x20 && $0.value != 0x7F || "\t\r\n".unicodeScalars.contains($0)
            })
        else { return headers }
        return HeaderList(headers.fields.filter { $0.name.asciiLowercased != "content-encoding" })
    }
}
