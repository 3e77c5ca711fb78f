import GraphQL
import OrderedJSON
import Simulation

/// Finding organizations (reference/graphql.md, section 3.2). Lists have the personal one, those that apps are in and
/// those that were made; by slug any organization is found, as any may get an app over REST.
enum OrganizationQueries {
    static func add(to resolvers: inout FlyResolvers) {
        resolvers["Queries.organizations"] = { call in try await list(call) }
        resolvers["User.organizations"] = { call in try await list(call) }
        for place in ["Queries", "User"] {
            // A token that is checked has no other organization.
            resolvers["\(place).personalOrganization"] = { call in
                OrganizationNode(slug: call.caller.organization).value
            }
        }
        resolvers["Queries.organization"] = { call in
            guard let organization = try await organization(call), call.sees(organization) else {
                throw FieldError.couldNotFind("Organization")
            }
            return organization.value
        }
    }

    private static func organization(_ call: FlyCall) async throws -> OrganizationNode? {
        if let slug = call.text("slug") { return OrganizationNode(slug: slug) }
        if let organization = try call.arguments.organization("id") { return organization }
        for organization in try await organizations(call)
        where try await organization.shownName(in: call.world) == call.text("name") {
            return organization
        }
        return nil
    }

    private static func list(_ call: FlyCall) async throws -> ResolvedValue {
        var organizations = try await organizations(call)
        if let type = call.text("type") { organizations.removeAll { $0.isPersonal != (type == "PERSONAL") } }
        if call.arguments["withBillingIssuesOnly"] == true { organizations = [] }
        return Connection.page(organizations.map(\.value), call)
    }

    private static func organizations(_ call: FlyCall) async throws -> [OrganizationNode] {
        try await OrganizationNode.all(for: call.caller, in: call.world)
    }
}

extension JSONObject {
    /// The organization whose node id stands at a key; nil when there is none.
    /// - Throws: NOT_FOUND for an id that is no organization's.
    func organization(_ key: String) throws(FieldError) -> OrganizationNode? {
        guard let id = text(key) else { return nil }
        guard let organization = OrganizationNode(id: id) else { throw FieldError.couldNotFind("Organization") }
        return organization
    }
}
