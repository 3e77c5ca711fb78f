package import OrderedJSON

/// What somebody wanted an app to run from when on.
package struct Release: Sendable, Hashable {
    package let id: String
    package let version: Int?
    /// `pending`, `running`, `complete`, `failed`, `interrupted`; an open set.
    package let status: String?
    /// The reference of the image.
    package let image: String?
    /// `ROLLING`, `BLUEGREEN` and others.
    package let strategy: String?
    package let user: String?
    /// RFC 3339.
    package let createdAt: String?
    package let document: JSON

    package init(json: JSON) throws(WireShapeError) {
        let fields = try WireFields(json, of: "release")
        id = try fields.required("id")
        version = fields.int("version")
        status = fields.text("status")
        image = fields.text("image_ref")
        strategy = fields.text("strategy")
        user = fields.text("user")
        createdAt = fields.text("created_at")
        document = json
    }
}
