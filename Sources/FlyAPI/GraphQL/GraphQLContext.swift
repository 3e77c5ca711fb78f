import GraphQL
import MachineRules
import Persistence
import Simulation

/// What a resolver knows besides its field: the world, and who asks.
struct GraphQLContext: Sendable {
    let world: World
    let caller: Caller
}

/// Looking things up for a caller: what a token does not reach is not found, in the words for what is not there
/// (reference/graphql.md, section 1.4).
extension ResolverCall<GraphQLContext> {
    /// The app of this name, if the caller may see it.
    /// - Throws: NOT_FOUND.
    func app(_ name: String) async throws -> AppRecord {
        let app = try await world.graphQLApp(name)
        guard sees(app) else { throw FieldError.couldNotFind("App", name) }
        return app
    }

    /// The apps of an organization, or of all, that the caller may see.
    func apps(of organization: String?) async throws -> [AppRecord] {
        try await world.apps.list(of: organization).map(\.app).filter(sees)
    }

    /// Whether the caller may see what belongs to an app.
    func sees(_ app: AppName) async throws -> Bool {
        if caller.reach == .everything { return true }
        let record = try await world.read { database, _ in try AppRecord.find(app, in: database) }
        return record.map(sees) ?? false
    }

    func sees(_ app: AppRecord) -> Bool { caller.reaches(app.name, of: app.orgSlug) }

    func sees(_ organization: OrganizationNode) -> Bool { caller.reaches(organization: organization.slug) }
}
