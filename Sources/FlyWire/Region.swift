package import OrderedJSON

/// A region of the platform as `GET /v1/platform/regions` lists it.
package struct Region: Sendable, Hashable {
    /// Three letters such as `iad`.
    package let code: String
    package let name: String?
    /// Such as `europe`.
    package let area: String?
    package let gateway: Bool?
    package let capacity: Int?
    package let document: JSON

    package init(json: JSON) throws(WireShapeError) {
        let fields = try WireFields(json, of: "region")
        code = try fields.required("code")
        name = fields.text("name")
        area = fields.text("geo_region")
        gateway = fields.bool("gateway_available")
        capacity = fields.int("capacity")
        document = json
    }

    /// The regions of an answer. Its keys are capitalized on the wire and lower-case in the API's description; both
    /// are read.
    package static func list(json: JSON) throws(WireShapeError) -> [Region] {
        let fields = try WireFields(json, of: "region list")
        let key = json["regions"] == nil ? "Regions" : "regions"
        return try fields.requiredArray(key).map { region throws(WireShapeError) in try Region(json: region) }
    }
}
