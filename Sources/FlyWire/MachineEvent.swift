package import OrderedJSON

/// One entry of a machine's history.
package struct MachineEvent: Sendable, Hashable {
    package let id: String?
    /// What happened: `launch`, `start`, `stop`, `exit`, `update` and others; an open set.
    package let type: String
    /// The state word the event left behind.
    package let status: String?
    /// `user`, `flyd` or `proxy`.
    package let source: String?
    /// Unix time in milliseconds.
    package let timestamp: Int?
    package let document: JSON

    package init(json: JSON) throws(WireShapeError) {
        let fields = try WireFields(json, of: "machine event")
        type = try fields.required("type")
        id = fields.text("id")
        status = fields.text("status")
        source = fields.text("source")
        timestamp = fields.int("timestamp")
        document = json
    }

    /// The exit code of an `exit` event.
    package var exitCode: Int? { document["request"]?["exit_event"]?["exit_code"]?.intValue }
}
