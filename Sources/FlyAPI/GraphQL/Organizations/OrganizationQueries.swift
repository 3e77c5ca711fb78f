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
            if let slug = call.text("slug") { return OrganizationNode(slug: slug).value }
            if let organization = try call.arguments.organization("id") { return organization.value }
            let name = call.text("name")
            let named = try await organizations(of: call.world).first { $0.name == name }
            guard let named else { throw FieldError.couldNotFind("Organization") }
            return named.value
        }
    }

    private static func list(_ call: FlyCall) async throws -> ResolvedValue {
        var organizations = try await organizations(of: call.world)
        if let type = call.text("type") { organizations.removeAll { $0.isPersonal != (type == "PERSONAL") } }
        if call.arguments["withBillingIssuesOnly"] == true { organizations = [] }
        return Connection.page(organizations.map(\.value), call)
    }

    private static func organizations(of world: World) async throws -> [OrganizationNode] {
        var found = [OrganizationNode.personal]
        for app in try await world.apps.list(of: nil) {
            let organization = OrganizationNode(slug: app.app.orgSlug)
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
