package import OrderedJSON

/// A public or private address of an app as GraphQL's `IPAddress` gives it.
package struct IPAddress: Sendable, Hashable {
    /// `ip_…`; nil for the shared address, which is no node of its own.
    package let id: String?
    package let address: String
    /// `v4`, `v6`, `private_v6` or `shared_v4`.
    package let type: String
    /// `global` or a region code; nil for the shared address.
    package let region: String?
    /// ISO 8601; nil for the shared address.
    package let createdAt: String?
    /// The private network a `private_v6` address is bound to.
    package let network: String?
    package let document: JSON

    package init(json: JSON) throws(WireShapeError) {
        let fields = try WireFields(json, of: "IP address")
        address = try fields.required("address")
        type = try fields.required("type")
        id = fields.text("id")
        region = fields.text("region")
        createdAt = fields.text("createdAt")
        network = fields.value("network")?["name"]?.stringValue
        document = json
    }

    /// The app's shared IPv4 address, which the API gives as a bare text beside the list of addresses.
    package init(shared address: String) {
        self.address = address
        type = "shared_v4"
        id = nil
        region = nil
        createdAt = nil
        network = nil
        document = ["address": .string(address), "type": "shared_v4"]
    }
}
