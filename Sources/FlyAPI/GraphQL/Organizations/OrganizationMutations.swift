import GraphQL
import MachineRules
import OrderedJSON
import Persistence
import Simulation

/// `createOrganization` and `deleteOrganization` (reference/graphql.md, section 3.2). A token that is checked belongs to
/// one organization, so it can make no other (chosen).
enum OrganizationMutations {
    static func add(to resolvers: inout FlyResolvers) {
        resolvers["Mutations.createOrganization"] = { call in
            guard call.caller.reach == .everything else { throw Refusal.unauthorized }
            let made = try await call.world.organizations.create(named: call.input.text("name") ?? "")
            return [
                "organization": OrganizationNode(slug: made.slug).value,
                // Where anybody may make organizations no token is checked, so there is none to give out.
                "token": "", "clientMutationId": call.clientMutationID,
            ]
        }
        resolvers["Mutations.deleteOrganization"] = { call in
            guard let organization = try call.input.organization("organizationId"), call.sees(organization) else {
                throw FieldError.couldNotFind("Organization")
            }
            try call.caller.requireAll(of: organization.slug)
            try await call.world.organizations.delete(organization.slug)
            return ["deletedOrganizationId": .text(organization.id), "clientMutationId": call.clientMutationID]
        }
    }
}
