import GraphQL
import MachineRules
import OrderedJSON
import Persistence
import Simulation

/// `createApp` and `deleteApp` (reference/graphql.md, section 3.3): the same as over REST.
enum AppMutations {
    static func add(to resolvers: inout FlyResolvers) {
        resolvers["Mutations.createApp"] = { call in
            ["app": try await create(call).value, "clientMutationId": call.clientMutationID]
        }
        resolvers["Mutations.deleteApp"] = { call in
            let app = try await call.app(call.text("appId") ?? "")
            try await call.world.apps.delete(app.name)
            return ["organization": OrganizationNode(slug: app.orgSlug).value]
        }
    }

    /// Region, role, runtime and the like say nothing about an app without machines and are ignored.
    private static func create(_ call: FlyCall) async throws -> AppRecord {
        let input = call.input
        guard let organization = try input.organization("organizationId") else {
            throw FieldError.couldNotFind("Organization")
        }
        try call.caller.requireAll(of: organization.slug)
        let draft = AppsService.Draft(
            name: input.text("name"), orgSlug: organization.slug, network: input.text("network") ?? "default",
            idempotencyKey: nil)
        return try await call.world.apps.create(draft).app
    }
}
