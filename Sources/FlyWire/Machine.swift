package import OrderedJSON

/// A machine as the Machines API answers it.
package struct Machine: Sendable, Hashable {
    /// 14 lowercase hexadecimal digits.
    package let id: String
    package let name: String
    /// A word of the life cycle such as `created`, `started`, `stopped`.
    package let state: String
    package let region: String?
    /// The ULID of the configuration's version; changes with every update.
    package let instanceID: String?
    package let privateIP: String?
    /// The image as the caller wrote it, from `config.image`.
    package let image: String?
    package let createdAt: String?
    package let updatedAt: String?
    /// The configuration whole, with every key the caller sent; nil in a summary.
    package let config: JSON?
    /// Newest first, at most 20.
    package let events: [MachineEvent]
    package let document: JSON

    package init(json: JSON) throws(WireShapeError) {
        let fields = try WireFields(json, of: "machine")
        id = try fields.required("id")
        name = fields.text("name") ?? ""
        state = try fields.required("state")
        region = fields.text("region")
        instanceID = fields.text("instance_id") ?? fields.text("version")
        privateIP = fields.text("private_ip")
        // `Optional.none` by name: a bare `nil` would be read as the JSON value null.
        config = fields.value("config").flatMap { $0.isNull ? Optional.none : $0 }
        image = config?["image"]?.stringValue
        createdAt = fields.text("created_at")
        updatedAt = fields.text("updated_at")
        events = try (fields.value("events")?.arrayValue ?? []).map { event throws(WireShapeError) in
            try MachineEvent(json: event)
        }
        document = json
    }
}
