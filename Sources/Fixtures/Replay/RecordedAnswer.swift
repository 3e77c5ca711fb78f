/// A recorded response, ready to be given as often as it is asked for.
struct RecordedAnswer {
    private let status: Int
    private let content: RecordedResponse.Content
    private let delay: Duration
    private let template: BodyTemplate
    private let headers: HeaderList
    /// Of a stream: what its events wait for, and when it ended.
    private let course: StreamCourse?

    /// - Parameter course: of a response in pieces.
    init(_ interaction: Interaction, course: StreamCourse?) {
        let response = interaction.response
        let bytes = response.bytes
        status = response.status
        content = response.content
        delay = interaction.timing.toHead
        template = BodyTemplate(bytes)
        headers = Self.servable(response.headers, of: bytes, to: interaction.request.method)
        self.course = course
    }

    /// The identifiers a client learns from this answer.
    var identifiers: [String] { template.identifiers }

    /// - Parameter times: nil where times stay as they were recorded.
    func live(_ entry: Int, _ binding: Binding, _ times: RunTimes?) -> ReplayAnswer {
        let translation: Translation? = binding.isIdentity ? nil : .toLive(binding)
        let (filled, edits) = template.filled(translation, times)
        var headers = headers
        if let translation {
            for index in headers.fields.indices {
                headers.fields[index].value = translation.value(headers.fields[index].value, key: nil)
            }
        }
        let content = edits.isEmpty ? content : content.replaced(by: filled, edits)
        return ReplayAnswer(
            entry: entry, status: status, headers: headers, content: content, delay: delay,
            script: course.map { StreamScript(content, $0) })
    }

    /// What belongs to a connection.
    private static let perConnection: Set<String> = [
        "connection", "keep-alive", "transfer-encoding", "te", "trailer", "upgrade", "date",
    ]

    /// Headers as a server may send them: what belongs to a connection, tells the hour or counts bytes is made anew, and
    /// so is the word for an encoding that the recording has taken off.
    private static func servable(_ headers: HeaderList, of bytes: [UInt8], to method: String) -> HeaderList {
        HeaderList(
            headers.fields.filter { field in
                switch field.name.asciiLowercased {
                case "content-length": method == "HEAD"
                case "content-encoding": String(validating: bytes, as: UTF8.self) == nil
                case let name: !perConnection.contains(name)
                }
            })
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
