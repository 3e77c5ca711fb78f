package import OrderedJSON

/// One line of an app's log.
package struct LogEntry: Sendable, Hashable {
    /// RFC 3339.
    package let timestamp: String
    package let message: String
    /// `debug`, `info`, `warn` or `error`; an open set.
    package let level: String?
    /// The machine's id.
    package let instance: String?
    package let region: String?
    /// Who says it: `app`, `runner`, `proxy`; an open set.
    package let provider: String?
    package let document: JSON

    /// Reads an element of the answer's `data`.
    package init(json: JSON) throws(WireShapeError) {
        let fields = try WireFields(json["attributes"] ?? .null, of: "log entry")
        timestamp = try fields.required("timestamp")
        message = try fields.required("message")
        level = fields.text("level")
        instance = fields.text("instance")
        region = fields.text("region")
        provider = fields.value("meta")?["event"]?["provider"]?.stringValue
        document = json
    }
}
