package import OrderedJSON

/// What `GET …/machines/{id}/wait` answers when the wanted state was reached.
package struct WaitOutcome: Sendable, Hashable {
    /// The state that ended the wait; older servers answer only `{"ok":true}`.
    package let state: String?
    package let document: JSON

    package init(json: JSON) throws(WireShapeError) {
        let fields = try WireFields(json, of: "wait answer")
        state = fields.text("state")
        document = json
    }
}
