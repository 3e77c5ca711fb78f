import GraphQL
import OrderedJSON
import Simulation

/// What an organization shows of itself (reference/graphql.md, section 3.2): the viewer may do everything in each, and
/// nobody pays.
enum OrganizationResolvers {
    static func add(to resolvers: inout FlyResolvers) {
        resolvers.defineReadings(
            "Organization", on: OrganizationNode.self,
            [
                "id": { organization, _ in .text(organization.id) },
                "slug": { organization, _ in .text(organization.slug) },
                "rawSlug": { organization, _ in .text(organization.slug) },
                "internalNumericId": { organization, _ in .json(organization.number) },
                "type": { organization, _ in .text(organization.isPersonal ? "PERSONAL" : "SHARED") },
                "viewerRole": { _, _ in "admin" },
                "trust": { _, _ in "HIGH" },
                "highRisk": { _, _ in .bool(false) },
                "billable": { _, _ in .bool(true) },
                "billingStatus": { _, _ in "CURRENT" },
                "paidPlan": { _, _ in .bool(true) },
                "isCreditCardSaved": { _, _ in .bool(true) },
                "creditBalance": { _, _ in 0 },
                "creditBalanceFormatted": { _, _ in "$0.00" },
                "agreedToProviderTos": { _, _ in .bool(true) },
                "allowAllCrossNetworkReplays": { _, _ in .bool(false) },
                "allowedReplaySourceOrgSlugs": { _, _ in [] },
                "provisionsBetaExtensions": { _, _ in .bool(false) },
                "remoteBuilderImage": { _, _ in "" },
                "settings": { _, _ in .json([:]) },
                "members": { _, call in Connection.page([Viewer.value(of: call.caller.user)], call) },
                "wireGuardPeer": { _, _ in throw FieldError.couldNotFind("WireGuardPeer") },
            ]
        )
        resolvers.set("Organization.name", on: OrganizationNode.self) { organization, call in
            .text(try await organization.shownName(in: call.world))
        }
        OrganizationMutations.add(to: &resolvers)
        resolvers["OrganizationMembershipsEdge.alertsEnabled"] = { _ in "NOT_ENABLED" }
        resolvers["OrganizationMembershipsEdge.joinedAt"] = { _ in .json(.string(Viewer.createdAt)) }
        resolvers["OrganizationMembershipsEdge.role"] = { _ in "ADMIN" }
    }
}
