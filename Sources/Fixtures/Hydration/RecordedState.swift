package import OrderedJSON

/// What a recording tells of the service: each app with all that was known of it when the recording ended.
///
/// Only successful answers count. A later one has the last word on every field it carries; what it leaves out stays as an
/// earlier one had it, so that the short form of a list erases nothing. That something is not in a list says nothing:
/// the service's lists lag behind (recorded), and may be filtered.
package struct RecordedState: Sendable, Hashable {
    /// In the order of their first mention; deleted ones are not here.
    package var apps: [RecordedApp]
    /// What was changed by the recorded client, and cannot be taken over.
    package var leftOut: [LeftOut]

    package init(apps: [RecordedApp] = [], leftOut: [LeftOut] = []) {
        self.apps = apps
        self.leftOut = leftOut
    }

    /// Goes over a recording in the order in which its answers ended: a long wait may have begun before what it waited
    /// for.
    /// - Throws: the first entry that is not what HAR says.
    package init(_ document: HARDocument) throws(RecordingDamage) {
        var answers: [(ended: Int64, entry: Int, interaction: Interaction)] = []
        for (index, entry) in document.entries.enumerated() where (200..<300).contains(entry.status) {
            let interaction = try document.interaction(at: index)
            let took = interaction.timing.total.wholeNanoseconds / 1_000_000
            // What has no time stays behind what it followed.
            let ended = interaction.startedAtMilliseconds.map { $0 &+ took } ?? answers.last?.ended ?? 0
            answers.append((ended, index + 1, interaction))
        }
        answers.sort { ($0.ended, $0.entry) < ($1.ended, $1.entry) }
        var fold = StateFold()
        for answer in answers { fold.add(answer.interaction, entry: answer.entry) }
        self = fold.state
    }
}

/// Something of a recording that is not taken over.
package struct LeftOut: Sendable, Hashable {
    /// Counted from 1.
    package let entry: Int
    package let why: String

    package init(entry: Int, why: String) {
        self.entry = entry
        self.why = why
    }
}

/// One app of a recording.
package struct RecordedApp: Sendable, Hashable {
    package let name: String
    /// The entry that told of it first, counted from 1.
    package let entry: Int
    /// When that was, RFC 3339 as in the recording.
    package let at: String
    /// As REST shows an app: `id`, `organization`, `network` …; GraphQL's `createdAt` as `created_at`.
    package var document: JSONObject = [:]
    package var machines: [RecordedMachine] = []
    /// As REST shows a volume, by `id`.
    package var volumes: [RecordedResource] = []
    /// As REST shows a snapshot, by `id`; its volume is `volume_id`.
    package var snapshots: [RecordedResource] = []
    /// As REST shows an IP assignment, by the address; GraphQL's id is `id`.
    package var addresses: [RecordedResource] = []
    /// As REST shows a secret, by `name`.
    package var secrets: [RecordedResource] = []
    /// The highest that was answered.
    package var secretsVersion = 0
    /// As REST shows a certificate in full, by `hostname`.
    package var certificates: [RecordedResource] = []

    package init(name: String, entry: Int, at: String) {
        self.name = name
        self.entry = entry
        self.at = at
    }
}

/// One thing of an app: its document as far as it is known.
package struct RecordedResource: Sendable, Hashable {
    package let id: String
    /// The entry that spoke of it last, counted from 1.
    package var entry: Int
    /// When it was spoken of first, RFC 3339 as in the recording.
    package let at: String
    package var document: JSONObject

    package init(id: String, entry: Int, at: String, document: JSONObject) {
        self.id = id
        self.entry = entry
        self.at = at
        self.document = document
    }
}

extension [RecordedResource] {
    /// Lays what an answer says of one of them over what is known.
    mutating func tell(_ id: String, _ document: JSONObject, by exchange: RecordedExchange) {
        if let index = firstIndex(where: { $0.id == id }) {
            self[index].document.take(document)
            self[index].entry = exchange.entry
        } else {
            append(RecordedResource(id: id, entry: exchange.entry, at: exchange.at, document: document))
        }
    }

    mutating func forget(_ id: String) { removeAll { $0.id == id } }
}

extension JSONObject {
    /// Takes every member of another object in the place of its own.
    mutating func take(_ other: JSONObject) {
        for member in other { self[member.key] = member.value }
    }

    /// The text under a key; nil for the empty one, too.
    package func text(_ key: String) -> String? {
        guard let text = self[key]?.stringValue, !text.isEmpty else { return nil }
        return text
    }
}
