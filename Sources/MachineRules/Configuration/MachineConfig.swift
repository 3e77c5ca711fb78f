package import OrderedJSON

/// A machine's configuration: the caller's document with defaults laid over it, and what the rules read from it.
///
/// The document is the truth and is never rebuilt: every key the caller sent is in it, known or not, in the caller's
/// order, numbers with the caller's text. The properties read from it on demand.
package struct MachineConfig: Sendable, Hashable {
    /// What to store and to echo.
    package private(set) var document: JSON

    /// Validates what a create or update sends under `config`, and lays the defaults over it.
    ///
    /// The echo rules (recorded): `guest` is filled in (`size` expands into it), `init` and `dns` come back as `{}`,
    /// every service has `force_instance_key`, durations sent as integer nanoseconds come back as Go text. Durations
    /// sent as text and `autostop` stay as sent. A null `guest`, `init` or `dns` counts as absent.
    /// - Parameter objections: what becomes of broken rules.
    package init(document: JSON, _ objections: inout Objections) throws(Refusal) {
        self.document = try ConfigRules.normalised(document, &objections)
    }

    /// The same as the service does it: the first broken rule is refused.
    package init(document: JSON) throws(Refusal) {
        var objections = Objections.refused
        try self.init(document: document, &objections)
    }

    /// Takes a document that `init(document:)` made before.
    package init(stored: JSON) {
        document = stored
    }
}

extension MachineConfig {
    /// The image reference as the caller wrote it; nil for a machine made of containers.
    package var image: String? { text("image") }

    /// The size of the virtual machine.
    package var guest: Guest { Guest(document["guest"]) }

    /// What the machine offers to the proxy, in the caller's order.
    package var services: [Service] {
        let autostart = document["disable_machine_autostart"]?.boolValue != true
        return array("services").map { Service($0, autostartByDefault: autostart) }
    }

    /// The volume the machine has, if any; one at most passes validation.
    package var mounts: [Mount] { array("mounts").map(Mount.init) }

    /// What happens when the process ends by itself.
    package var restart: RestartPolicy { RestartPolicy(document["restart"]) }

    /// Destroy the machine after its final exit.
    package var autoDestroy: Bool { document["auto_destroy"]?.boolValue ?? false }

    /// How often the machine is started by itself; nil for one that is not.
    package var schedule: Schedule? { text("schedule").flatMap(Schedule.init(rawValue:)) }

    /// How long an obedient process may take after the stop signal: 5 s when absent or zero, at most 300 s (documented).
    /// A longer one is echoed and cut to 300 s here (chosen).
    package var stopTimeout: Duration {
        // Validation refused what does not parse; a stored document that is older than a rule falls back.
        guard let json = document["stop_config"]?["timeout"], let given = try? GoDuration(json: json),
            given.nanoseconds > 0
        else { return .seconds(5) }
        return min(given.duration, .seconds(300))
    }

    /// The signal that asks the process to stop; `SIGINT` when absent (documented).
    package var stopSignal: String {
        guard let signal = document["stop_config"]?["signal"]?.stringValue, !signal.isEmpty else { return "SIGINT" }
        return signal
    }

    /// The environment in the caller's order; a null value is the empty text, as in Go.
    package var env: [(String, String)] { Self.texts(document["env"]) }

    /// What replaces parts of the image's command.
    package var initCommand: Init { Init(document["init"]) }

    /// The key-value pairs callers filter by.
    package var metadata: JSONObject { document["metadata"]?.objectValue ?? JSONObject() }

    /// The ids of machines this one stands in for.
    package var standbys: [String] { array("standbys").compactMap(\.stringValue) }

    /// The commands of a machine that runs several.
    package var processes: [Process] { array("processes").map(Process.init) }

    /// The image of each container, in order; empty for an ordinary machine.
    package var containers: [(name: String, image: String?)] {
        array("containers").map { ($0["name"]?.stringValue ?? "", $0["image"]?.stringValue) }
    }

    static func texts(_ object: JSON?) -> [(String, String)] {
        object?.objectValue?.members.map { ($0.key, $0.value.stringValue ?? "") } ?? []
    }

    private func text(_ key: String) -> String? {
        guard let text = document[key]?.stringValue, !text.isEmpty else { return nil }
        return text
    }

    private func array(_ key: String) -> [JSON] { document[key]?.arrayValue ?? [] }
}

extension MachineConfig {
    /// Fills in what the service shows of an attached volume: its id, name, size and encryption (recorded). A mount that
    /// named the volume gets its id.
    package mutating func describeMount(
        volume: VolumeID, name: String, sizeGB: Int, encrypted: Bool, at index: Int = 0
    ) {
        var elements = document["mounts"]?.arrayValue ?? []
        guard elements.indices.contains(index), var mount = elements[index].objectValue else { return }
        mount["volume"] = .string(volume.rawValue)
        mount["name"] = .string(name)
        mount["size_gb"] = .int(sizeGB)
        mount["encrypted"] = .bool(encrypted)
        elements[index] = .object(mount)
        set("mounts", .array(elements))
    }

    /// Sets one key of the metadata, or removes it for nil and for the empty text (documented for null and `""`).
    package mutating func setMetadata(_ key: String, _ value: String?) {
        var metadata = self.metadata
        metadata[key] = value.flatMap { $0.isEmpty ? nil : .string($0) }
        set("metadata", .object(metadata))
    }

    private mutating func set(_ key: String, _ value: JSON) {
        var object = document.objectValue ?? JSONObject()
        object[key] = value
        document = .object(object)
    }
}
