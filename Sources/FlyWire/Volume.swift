package import OrderedJSON

/// A volume as the Machines API answers it.
package struct Volume: Sendable, Hashable {
    /// `vol_…`.
    package let id: String
    /// Need not be unique in an app.
    package let name: String
    package let region: String?
    package let state: String?
    package let sizeGB: Int?
    package let zone: String?
    package let encrypted: Bool?
    /// The machine that has it mounted.
    package let attachedMachineID: String?
    package let createdAt: String?
    package let document: JSON

    /// It is on its way out; lists that clients show leave it out.
    package var isVanishing: Bool {
        ["scheduling_destroy", "fork_cleanup", "waiting_for_detach", "pending_destroy", "destroying"].contains(state)
    }

    package init(json: JSON) throws(WireShapeError) {
        let fields = try WireFields(json, of: "volume")
        id = try fields.required("id")
        name = try fields.required("name")
        region = fields.text("region")
        state = fields.text("state")
        sizeGB = fields.int("size_gb")
        zone = fields.text("zone")
        encrypted = fields.bool("encrypted")
        attachedMachineID = fields.text("attached_machine_id").flatMap { $0.isEmpty ? nil : $0 }
        createdAt = fields.text("created_at")
        document = json
    }
}
