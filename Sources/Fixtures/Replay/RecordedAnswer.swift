/// A recorded response, ready to be given as often as it is asked for.
struct RecordedAnswer {
    let startedAt: Int64
    private let response: RecordedResponse
    private let delay: Duration
    private let bytes: [UInt8]
    private let template: BodyTemplate
    /// Headers as a server may send them: what belongs to a connection or counts bytes is made anew.
    private let headers: HeaderList

    private static let perConnection: Set<String> = [
        "connection", "keep-alive", "transfer-encoding", "te", "trailer", "upgrade", "content-length",
    ]

    init(_ interaction: Interaction) {
        response = interaction.response
        delay = interaction.timing.toHead
        startedAt = interaction.startedAtMilliseconds ?? 0
        bytes = interaction.response.bytes
        template = BodyTemplate(bytes)
        headers = HeaderList(
            interaction.response.headers.fields.filter { !Self.perConnection.contains($0.name.asciiLowercased) })
    }

    /// The identifiers a client learns from this answer.
    var identifiers: [String] { template.identifiers }

    func live(_ entry: Int, _ binding: Binding, shift: Int64) -> ReplayAnswer {
        guard !binding.isIdentity || shift != 0 else {
            return ReplayAnswer(
                entry: entry, status: response.status, headers: headers, content: response.content, delay: delay)
        }
        let translation = Translation.toLive(binding)
        let (filled, edits) = template.filled(translation, shift: shift)
        var headers = headers
        if !binding.isIdentity {
            for index in headers.fields.indices {
                headers.fields[index].value = translation.value(headers.fields[index].value, key: nil)
            }
        }
        let content = response.content.replaced(by: filled, edits)
        return ReplayAnswer(entry: entry, status: response.status, headers: headers, content: content, delay: delay)
    }
}

extension RecordedResponse.Content {
    /// The same pieces of an edited body; a piece ends where it ended, or behind the edit that stands there.
    func replaced(by bytes: [UInt8], _ edits: [Edit]) -> RecordedResponse.Content {
        guard case .pieces(let pieces) = self else { return .whole(bytes) }
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
}
