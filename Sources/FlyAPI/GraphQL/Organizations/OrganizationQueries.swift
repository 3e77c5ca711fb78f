import GraphQL
import OrderedJSON
import Persistence
import Simulation

/// Finding organizations (reference/graphql.md, section 3.2). Lists have the personal one and those that apps are in; by
/// slug any organization is found, as any may get an app over REST.
enum OrganizationQueries {
    static func add(to resolvers: inout FlyResolvers) {
        resolvers["Queries.organizations"] = { call in try await list(call) }
        resolvers["User.organizations"] = { call in try await list(call) }
        resolvers["Queries.personalOrganization"] = { _ in OrganizationNode.personal.value }
        resolvers["User.personalOrganization"] = { _ in OrganizationNode.personal.value }
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
        let name = call.text("name")
        return try await organizations(call).first { $0.name == name }
    }

    private static func list(_ call: FlyCall) async throws -> ResolvedValue {
        var organizations = try await organizations(call)
        if let type = call.text("type") { organizations.removeAll { $0.isPersonal != (type == "PERSONAL") } }
        if call.arguments["withBillingIssuesOnly"] == true { organizations = [] }
        return Connection.page(organizations.map(\.value), call)
    }

    private static func organizations(_ call: FlyCall) async throws -> [OrganizationNode] {
        // A token that is checked has one organization, whether it has apps or not.
        if call.caller.reach != .everything { return [OrganizationNode(slug: call.caller.organization)] }
        var found = [OrganizationNode.personal]
        for app in try await call.apps(of: nil) {
            let organization = OrganizationNode(slug: app.orgSlug)
            if !found.contains(organization) { found.append(organization) }
        }
        return found
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
