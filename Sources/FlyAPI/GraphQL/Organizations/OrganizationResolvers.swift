import GraphQL
import OrderedJSON
import Simulation

/// Organizations (reference/graphql.md, section 3.2): the viewer may do everything in each, and nobody pays.
enum OrganizationResolvers {
    static func add(to resolvers: inout FlyResolvers) {
        resolvers.define(
            "Organization", on: OrganizationNode.self,
            [
                "id": { organization, _ in .text(organization.id) },
                "slug": { organization, _ in .text(organization.slug) },
                "rawSlug": { organization, _ in .text(organization.slug) },
                "name": { organization, _ in .text(organization.name) },
                "internalNumericId": { organization, _ in .json(organization.number) },
                "type": { organization, _ in .text(organization.isPersonal ? "PERSONAL" : "SHARED") },
                "billable": { _, _ in true },
                "billingStatus": { _, _ in "CURRENT" },
                "paidPlan": { _, _ in true },
                "viewerRole": { _, _ in "admin" },
            ]
        )
    }
}
