import OrderedJSON

/// Checks a config and lays the defaults over it; `MachineConfig.init(document:)` is the door.
///
/// The order: what Go could not decode, the image, the guest, words and ranges, then what several fields say together.
enum ConfigRules {
    /// - Parameter objections: takes the broken rules. What Go could not decode and a missing image are refused always:
    ///   there would be no machine to make of them.
    static func normalised(_ document: JSON, _ objections: inout Objections) throws(Refusal) -> JSON {
        try ConfigType.config.requireDecodable(document, in: "CreateMachineRequest", at: "config")
        let config = document.objectValue ?? JSONObject()
        try requireImage(config)
        let guest = try objections.hear { () throws(Refusal) in try Self.guest(of: config) } ?? asGiven(config)
        try objections.hear { () throws(Refusal) in
            try ConfigType.config.requireAllowed(.object(config), at: "config")
        }
        try objections.hear { () throws(Refusal) in try requireServices(config) }
        try objections.hear { () throws(Refusal) in try requireChecks(config) }
        try objections.hear { () throws(Refusal) in try requireMounts(config) }
        try objections.hear { () throws(Refusal) in try requireContainers(config) }
        try objections.hear { () throws(Refusal) in try requireFiles(config["files"], at: "config.files") }
        try objections.hear { () throws(Refusal) in try requireRest(config) }

        var result = ConfigType.config.withTextualDurations(.object(config))?.objectValue ?? config
        result["guest"] = .object(guest)
        for key in ["init", "dns"] where result[key]?.objectValue == nil { result[key] = [:] }
        if let services = result["services"]?.arrayValue { result["services"] = .array(services.map(completedService)) }
        return .object(result)
    }

    /// The guest of a lenient emulator: whatever was sent, with what is missing filled in.
    private static func asGiven(_ config: JSONObject) -> JSONObject {
        var guest = config.text("size").flatMap(GuestRules.expansion) ?? GuestRules.standard
        for member in config["guest"]?.objectValue ?? [:] where !member.value.isNull {
            guest[member.key] = member.value
        }
        return guest
    }

    /// Each service carries the key, null where nothing was said (recorded).
    private static func completedService(_ service: JSON) -> JSON {
        guard var object = service.objectValue else { return service }
        object.setDefault("force_instance_key", .null)
        return .object(object)
    }

    /// `invalid_argument: config.image is required` (chosen), unless every container has an image.
    private static func requireImage(_ config: JSONObject) throws(Refusal) {
        if let image = config.text("image") {
            guard ImageReference(image) != nil else { throw Refusal(.imageMalformed, ["field": "config.image"]) }
            return
        }
        let containers = config["containers"]?.arrayValue ?? []
        guard !containers.isEmpty, containers.allSatisfy({ $0.objectValue?.text("image") != nil }) else {
            throw .required("config.image")
        }
    }

    /// `config.size and config.guest are mutually exclusive` (text chosen, rule documented). Both are taken when they
    /// say the same (chosen): a client that reads a config, changes something else and sends it back sends both.
    private static func guest(of config: JSONObject) throws(Refusal) -> JSONObject {
        let given = config["guest"]?.objectValue
        guard let size = config.text("size") else {
            return try given.map { guest throws(Refusal) in try GuestRules.completed(guest, at: "config.guest") }
                ?? GuestRules.standard
        }
        guard let expansion = GuestRules.expansion(ofSize: size) else {
            throw Refusal(.sizeUnknown, ["field": "config.size", "size": size])
        }
        guard let given else { return expansion }
        guard expansion.allSatisfy({ given[$0.key] == $0.value }) else {
            throw Refusal(.sizeBesideGuest)
        }
        return given
    }
}

extension JSONObject {
    /// The text of a key; nil when it is absent or empty, which is the same to Go.
    func text(_ key: String) -> String? {
        guard let text = self[key]?.stringValue, !text.isEmpty else { return nil }
        return text
    }
}
