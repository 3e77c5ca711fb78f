import HTTPTypes
import Hummingbird
import MachineRules
import OrderedJSON
import Simulation

/// `/api/v1/organizations`: the organizations of GraphQL, of which everything but slug and name is made up there too.
enum WebOrganizationRoutes {
    static func add(to table: inout RouteTable) {
        let path = WebRoutes.prefix + "/organizations"
        let note = "nobody is an administrator, so `admin` changes nothing"
        table.serve(.get, path, basis: .clientCode, note: note) { _, context in
            let world = try context.requireWorld()
            var documents: [JSON] = []
            for organization in try await OrganizationNode.all(for: context.caller, in: world) {
                documents.append(document(organization, named: try await organization.shownName(in: world)))
            }
            return .json(["organizations": .array(documents)])
        }
        // A token for one app may ask about its organization, as a deployment does.
        table.serve(.get, path + "/{slug}", basis: .clientCode, note: "any slug is one") { _, context in
            let organization = OrganizationNode(slug: context.path("slug"))
            try context.caller.require(organization: organization.slug)
            let name = try await organization.shownName(in: context.requireWorld())
            return .json(["organization": document(organization, named: name)])
        }
    }

    /// The numeric id is a number here, a text in GraphQL.
    private static func document(_ organization: OrganizationNode, named name: String) -> JSON {
        [
            "id": .string(organization.id), "internal_numeric_id": organization.number,
            "slug": .string(organization.slug), "raw_slug": .string(organization.slug),
            "name": .string(name), "personal": .bool(organization.isPersonal), "paid_plan": true,
            "billable": true, "billing_status": "CURRENT", "provisions_beta_extensions": false,
            "remote_builder_image": "",
        ]
    }
}
