package import OrderedJSON

/// One machine of a recording.
package struct RecordedMachine: Sendable, Hashable {
    package let id: String
    /// The entry that spoke of it last, counted from 1.
    package var entry: Int
    /// When it was spoken of first, RFC 3339 as in the recording.
    package let at: String
    /// As REST shows a machine, `events` and leases aside; `config` also where the host was not reachable.
    package private(set) var document: JSONObject = [:]
    /// The state before the present one, as far as it was seen.
    package private(set) var stateBefore: String?
    /// Oldest first, all that were seen.
    package private(set) var events: [JSONObject] = []
    /// Oldest first, the present one last.
    package private(set) var versions: [Version] = []
    /// The request that made, or last replaced, the machine did not want it to boot.
    package var skipsLaunch = false

    /// One version of the machine.
    package struct Version: Sendable, Hashable {
        /// The `instance_id`.
        package let id: String
        /// Nil where it was never shown.
        package var config: JSONObject?
    }

    init(id: String, entry: Int, at: String) {
        self.id = id
        self.entry = entry
        self.at = at
    }

    package var state: String? { document.text("state") }
    package var config: JSONObject? { document["config"]?.objectValue }

    /// What of an answer is not the machine's document, or is kept apart.
    private static let apart: Set<String> = [
        "events", "lease", "nonce", "config", "incomplete_config", "state", "app_name",
    ]

    /// Takes over what an answer says of the machine.
    /// - Parameter isWhole: whether the answer leaves a field out only where there is nothing to say.
    mutating func tell(_ answer: JSONObject, isWhole: Bool) {
        for member in answer where !Self.apart.contains(member.key) { document[member.key] = member.value }
        if isWhole {
            for key in ["cordoned", "checks"] where answer[key] == nil { document[key] = nil }
        }
        if let state = answer.text("state") { become(state) }
        let shown = answer["config"]?.objectValue ?? answer["incomplete_config"]?.objectValue
        if let shown, isWhole || config == nil { document["config"] = .object(shown) }
        tell(events: answer["events"]?.arrayValue ?? [])
        guard let version = answer.text("instance_id") ?? answer.text("version") else { return }
        document["instance_id"] = .string(version)
        if versions.last?.id != version {
            versions.removeAll { $0.id == version }
            versions.append(Version(id: version, config: nil))
        }
        if isWhole, let shown { versions[versions.count - 1].config = shown }
    }

    /// Takes over events, newest first as they are answered.
    mutating func tell(events answer: [JSON]) {
        let told = answer.reversed().compactMap(\.objectValue)
        let ids = Set(told.compactMap { $0.text("id") })
        guard !ids.isEmpty else { return }
        // A list shows the newest only; those of before that it leaves out come before it, those after stay after.
        let end = events.lastIndex { $0.text("id").map(ids.contains) ?? false }
        let later = end.map { events[($0 + 1)...].filter { !ids.contains($0.text("id") ?? "") } } ?? []
        let earlier = (end.map { events[...$0] } ?? events[...]).filter { !ids.contains($0.text("id") ?? "") }
        events = earlier + told + later
    }

    /// Takes over the list of versions, newest first as it is answered.
    mutating func tell(versions answer: [JSON]) {
        let told = answer.reversed().compactMap { entry in
            entry["version"]?.stringValue.map { Version(id: $0, config: entry["user_config"]?.objectValue) }
        }
        let ids = Set(told.map(\.id))
        versions = told + versions.filter { !ids.contains($0.id) }
    }

    mutating func become(_ state: String) {
        guard let present = self.state else { return document["state"] = .string(state) }
        guard present != state else { return }
        stateBefore = present
        document["state"] = .string(state)
    }

    mutating func cordon(_ isCordoned: Bool) {
        document["cordoned"] = isCordoned ? true : nil
    }

    /// Sets or removes one key of the metadata; null and the empty text remove it (documented).
    mutating func setMetadata(_ key: String, _ value: JSON?) {
        guard var config else { return }
        var metadata = config["metadata"]?.objectValue ?? [:]
        let text = value?.stringValue ?? ""
        metadata[key] = text.isEmpty ? nil : .string(text)
        config["metadata"] = .object(metadata)
        document["config"] = .object(config)
    }

    mutating func replaceMetadata(_ metadata: JSONObject) {
        guard var config else { return }
        config["metadata"] = .object(metadata)
        document["config"] = .object(config)
    }
}
