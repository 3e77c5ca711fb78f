import GraphQL
import MachineRules
import OrderedJSON
import Persistence
import Simulation

/// `createApp`, `deleteApp` and `moveApp` (reference/graphql.md, section 3.3): the first two the same as over REST.
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
        resolvers["Mutations.moveApp"] = { call in
            let app = try await call.app(call.input.text("appId") ?? "")
            guard let organization = try call.input.organization("organizationId"), call.sees(organization) else {
                throw FieldError.couldNotFind("Organization")
            }
            // Who may see one app of an organization only may not take it away.
            for slug in [app.orgSlug, organization.slug] { try call.caller.requireAll(of: slug) }
            let moved = try await call.world.apps.move(app.name, to: organization.slug)
            return ["app": moved.value, "clientMutationId": call.clientMutationID]
        }
        AppLockResolvers.add(to: &resolvers)
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
