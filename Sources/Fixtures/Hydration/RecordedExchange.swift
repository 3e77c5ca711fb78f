import OrderedJSON

/// A successful exchange of a recording, as far as it tells of state.
struct RecordedExchange {
    /// Counted from 1.
    let entry: Int
    let at: String
    let method: String
    let path: RequestPath
    /// The path as it was written.
    let pathText: String
    /// The request's document, empty where it had none.
    let request: JSONObject
    /// Nil for no body and for what is no JSON.
    let answer: JSON?

    init(_ interaction: Interaction, entry: Int) {
        self.entry = entry
        at = interaction.startedAt
        method = interaction.request.method
        let url = URLParts(interaction.request.url)
        path = RequestPath(url)
        pathText = url.path
        request = (try? JSON(parsing: interaction.request.body?.bytes ?? []))?.objectValue ?? [:]
        answer = try? JSON(parsing: interaction.response.bytes)
    }

    var isRead: Bool { method == "GET" || method == "HEAD" }

    /// The answer as one document.
    var document: JSONObject? { answer?.objectValue }

    /// The documents of an answer that is a list.
    /// - Parameter key: where the list stands; nil for an answer that is the list.
    func documents(_ key: String? = nil) -> [JSONObject] {
        let list = key.map { answer?[$0] } ?? answer
        return (list?.arrayValue ?? []).compactMap(\.objectValue)
    }
}
