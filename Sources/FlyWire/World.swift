package import OrderedJSON

/// A world of the emulator as `/_windtunnel/worlds` lists it.
package struct World: Sendable, Hashable {
    package let name: String
    package let apps: Int?
    package let machines: Int?
    package let createdAt: String?
    package let document: JSON

    package init(json: JSON) throws(WireShapeError) {
        let fields = try WireFields(json, of: "world")
        name = try fields.required("name")
        apps = fields.count("apps")
        machines = fields.count("machines")
        createdAt = fields.text("created_at")
        document = json
    }
}
