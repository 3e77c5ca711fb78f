import OrderedJSON

/// What the events of one recorded stream came after, found once.
struct StreamCourse {
    /// By event; nil for what came by itself.
    let causes: [StreamScript.Cause?]
    let end: Duration?
    /// Whether an event ends with an empty line, as server-sent events do, and not with each line.
    let isInBlocks: Bool

    /// A listener's stream that outlives its last piece so long was not ended by who sent it, whatever else a recording
    /// says of it.
    private static let silence = Duration.milliseconds(250)

    /// A request during a stream to the same app that may have caused something.
    struct Suspect {
        let rank: Int
        let entry: Int
        /// The ids of its JSON-RPC requests, as JSON text.
        let ids: Set<String>
    }

    /// - Parameters:
    ///   - suspects: in their order.
    init(_ interaction: Interaction, _ stream: Int, _ timeline: Timeline, suspects: [Suspect]) {
        let pieces = interaction.response.pieces
        let first = pieces.lazy.flatMap(\.bytes).first { $0 > 0x20 }
        let isEvents = interaction.response.mimeType.asciiLowercased.hasPrefix("text/event-stream")
        isInBlocks = isEvents && first != UInt8(ascii: "{") && first != nil
        let last = pieces.last?.offset ?? interaction.timing.toHead
        let isSilent = isEvents && interaction.request.method == "GET" && interaction.timing.total > last + Self.silence
        end = interaction.isCutShort || isSilent ? nil : max(last, interaction.timing.total)
        causes = Self.split(pieces, inBlocks: isInBlocks).map { event in
            let moment = event.last?.offset ?? .zero
            let cause: Suspect?
            switch Message(event.flatMap(\.bytes)) {
            case .reply(let id):
                cause = suspects.last {
                    $0.ids.contains(id) && timeline.mayHaveBegun($0.rank, within: moment, of: stream)
                }
            case .other: cause = suspects.last { timeline.surelyBegan($0.rank, within: moment, of: stream) }
            }
            return cause.map {
                StreamScript.Cause(entry: $0.entry, began: timeline.duration(from: stream, to: $0.rank))
            }
        }
    }

    /// The pieces of a body by events; a piece that holds the end of one and the beginning of the next is cut there.
    static func split(_ pieces: [StreamPiece], inBlocks: Bool) -> [[StreamPiece]] {
        var events: [[StreamPiece]] = []
        var event: [StreamPiece] = []
        /// How many line ends stand directly before, carriage returns aside.
        var ends = 0
        for piece in pieces {
            var start = 0
            for (index, byte) in piece.bytes.enumerated() where byte != 0x0D {
                ends = byte == 0x0A ? ends + 1 : 0
                guard ends == (inBlocks ? 2 : 1) else { continue }
                ends = 0
                event.append(StreamPiece(offset: piece.offset, bytes: Array(piece.bytes[start...index])))
                events.append(event)
                event = []
                start = index + 1
            }
            if start < piece.bytes.count {
                event.append(StreamPiece(offset: piece.offset, bytes: Array(piece.bytes[start...])))
            }
        }
        return event.isEmpty ? events : events + [event]
    }

    /// What an event says, as far as it tells of its cause.
    private enum Message {
        /// To the JSON-RPC request of this id, as JSON text.
        case reply(String)
        case other

        init(_ bytes: [UInt8]) {
            self = .other
            for line in JSONLines(bytes) where line["method"] == nil {
                if let id = line["id"], line["result"] != nil || line["error"] != nil { self = .reply(id.text) }
            }
        }
    }
}

extension StreamCourse.Suspect {
    init(_ rank: Int, _ entry: Int, _ request: RecordedRequest) {
        var ids: Set<String> = []
        for line in JSONLines(request.body?.bytes ?? []) where line["method"] != nil {
            if let id = line["id"] { ids.insert(id.text) }
        }
        self.init(rank: rank, entry: entry, ids: ids)
    }
}

/// The JSON objects in a text, one a line or one in all, behind the field names of server-sent events too.
private struct JSONLines: Sequence {
    private let found: [JSON]

    init(_ bytes: [UInt8]) {
        func objects(_ json: JSON) -> [JSON] { json.arrayValue ?? [json] }
        if let json = try? JSON(parsing: bytes) {  // What is no document may be lines.
            found = objects(json)
            return
        }
        var found: [JSON] = []
        for line in bytes.split(separator: 0x0A) {
            let line = Array(line)
            // What is no JSON tells nothing here.
            guard let start = RedactionPass.jsonStart(line, 0..<line.count),
                let json = try? JSON(parsing: Array(line[start...]))
            else { continue }
            found += objects(json)
        }
        self.found = found
    }

    func makeIterator() -> IndexingIterator<[JSON]> { found.makeIterator() }
}
