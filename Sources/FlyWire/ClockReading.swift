package import OrderedJSON

/// What a world's clock shows, from `/_windtunnel/clock`.
package struct ClockReading: Sendable, Hashable {
    /// RFC 3339.
    package let now: String
    /// `running` or `frozen`.
    package let mode: String?
    /// World seconds per second while running.
    package let speed: Double?
    /// `auto`, `immediate` or `stepped`.
    package let stepping: String?
    /// How many transitions wait for their time.
    package let pending: Int?
    package let document: JSON

    package init(json: JSON) throws(WireShapeError) {
        let fields = try WireFields(json, of: "clock")
        now = try fields.required("now")
        mode = fields.text("mode")
        speed = fields.double("speed")
        stepping = fields.text("stepping")
        pending = fields.int("pending")
        document = json
    }
}

/// What moving a world's clock made happen, from `/_windtunnel/clock/advance` and `…/step`.
package struct ClockAdvance: Sendable, Hashable {
    /// RFC 3339, after the move.
    package let now: String
    /// What fell due, oldest first.
    package let fired: [Firing]
    package let document: JSON

    /// One thing that fell due.
    package struct Firing: Sendable, Hashable {
        package let at: String?
        package let kind: String
        package let app: String?
        package let machine: String?
        package let from: String?
        package let to: String?
        package let cause: String?
    }

    package init(json: JSON) throws(WireShapeError) {
        let fields = try WireFields(json, of: "clock advance")
        now = try fields.required("now")
        fired = try (fields.value("fired")?.arrayValue ?? []).map { firing throws(WireShapeError) in
            try Firing(json: firing)
        }
        document = json
    }
}

extension ClockAdvance.Firing {
    init(json: JSON) throws(WireShapeError) {
        let fields = try WireFields(json, of: "clock firing")
        kind = try fields.required("kind")
        at = fields.text("at")
        app = fields.text("app")
        machine = fields.text("machine")
        from = fields.text("from")
        to = fields.text("to")
        cause = fields.text("cause")
    }
}
