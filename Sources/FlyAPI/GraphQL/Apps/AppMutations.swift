import GraphQL
import MachineRules
import OrderedJSON
import Persistence
import Simulation

/// `createApp` and `deleteApp` (reference/graphql.md, section 3.3): the same as over REST.
enum AppMutations {
    static func add(to resolvers: inout FlyResolvers) {
        resolvers["Mutations.createApp"] = { call in
            ["app": try await create(call.input, in: call.world).value, "clientMutationId": call.clientMutationID]
        }
        resolvers["Mutations.deleteApp"] = { call in
            let app = try await call.world.graphQLApp(call.text("appId") ?? "")
            try await call.world.apps.delete(app.name)
            return ["organization": OrganizationNode(slug: app.orgSlug).value]
        }
    }

    /// Region, role, runtime and the like say nothing about an app without machines and are ignored.
    private static func create(_ input: JSONObject, in world: World) async throws -> AppRecord {
        guard let organization = try input.organization("organizationId") else {
            throw FieldError.couldNotFind("Organization")
        }
        let draft = AppsService.Draft(
            name: input.text("name"), orgSlug: organization.slug, network: input.text("network") ?? "default",
            idempotencyKey: nil)
        return try await world.apps.create(draft).app
    }
}
