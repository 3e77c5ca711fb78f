package import OrderedJSON

/// An app as `GET /v1/apps/{app}` answers it.
package struct App: Sendable, Hashable {
    /// The name, unique in the whole service, by which every path addresses the app.
    package let name: String
    /// The service's own identifier, which differs from the name.
    package let id: String?
    /// `pending`, `deployed` or `suspended`.
    package let status: String?
    /// The slug of the organization it belongs to.
    package let organization: String?
    package let machineCount: Int?
    package let volumeCount: Int?
    /// The private network, `default` unless a custom one was asked for.
    package let network: String?
    /// The whole answer, with the fields this type does not know.
    package let document: JSON

    package init(json: JSON) throws(WireShapeError) {
        let fields = try WireFields(json, of: "app")
        name = try fields.required("name")
        id = fields.text("id")
        status = fields.text("status")
        organization = fields.value("organization")?["slug"]?.stringValue
        machineCount = fields.int("machine_count")
        volumeCount = fields.int("volume_count")
        network = fields.text("network")
        document = json
    }

    /// Reads the answer to a creation, which by its documentation need hold no more than `id` and `created_at`; the
    /// name is then the one that was asked for.
    package init(created json: JSON, name: String) throws(WireShapeError) {
        guard json["name"] == nil, case .object(var object) = json else {
            try self.init(json: json)
            return
        }
        object["name"] = .string(name)
        try self.init(json: .object(object))
    }
}
