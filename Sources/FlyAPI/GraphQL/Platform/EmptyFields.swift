import GraphQL
import OrderedJSON
import Persistence

/// What no app, organization, release or volume has here, so that documents asking for it are answered all the same: a
/// new account of the service has none of it either. The Fidelity page lists these fields.
enum EmptyFields {
    static func add(to resolvers: inout FlyResolvers) {
        // Allocations are of apps before machines: a client that also lists machines would count each twice.
        resolvers.empty(
            "App", on: AppRecord.self, connections: ["addOns", "changes", "hostIssues", "vms"],
            lists: [
                "allocations", "backupRegions", "currentPlacement", "metricTypes", "processGroups", "taskGroupCounts",
                "usage",
            ],
            nulls: ["allocation", "autoscaling", "deploymentSource", "deploymentStatus", "role"])
        resolvers.empty(
            "Organization", on: OrganizationNode.self,
            connections: [
                "addOns", "delegatedWireGuardTokens", "healthCheckHandlers", "healthChecks", "invitations",
                "loggedCertificates", "signedDocuments", "thirdPartyConfigurations", "wireGuardPeers",
            ],
            nulls: [
                "activeDiscountName", "addOnSsoLink", "extensionSsoLink", "paidSupportEmail", "remoteBuilderApp",
                "sshCertificate", "stripeContainerPlanId", "stripeContainerSubscriptionId", "stripeCustomerId",
                "stripeSubscriptionId", "trialEndedAt", "trialStartedAt",
            ])
        for type in ["Release", "ReleaseUnprocessed"] {
            resolvers.empty(type, on: ReleaseRecord.self, nulls: ["evaluationId", "revertedTo"])
        }
        resolvers.empty("Volume", on: VolumeRecord.self, nulls: ["attachedAllocation", "attachedAllocationId"])
        for state in ["active", "complete", "failed", "inactive", "lost", "pending", "running"] {
            resolvers["VMConnection.\(state)Count"] = { _ in 0 }
        }
        // No peer can be made, so none can have become invalid.
        resolvers["Mutations.validateWireGuardPeers"] = { call in
            ["invalidPeerIps": [], "clientMutationId": call.clientMutationID]
        }
    }
}

extension Resolvers<GraphQLContext> {
    fileprivate mutating func empty<Parent: Sendable>(
        _ type: String,
        on parent: Parent.Type,
        connections: [String] = [],
        lists: [String] = [],
        nulls: [String] = []
    ) {
        for field in connections { setReading("\(type).\(field)", on: parent) { _, call in Connection.page([], call) } }
        for field in lists { setReading("\(type).\(field)", on: parent) { _, _ in [] } }
        for field in nulls { setReading("\(type).\(field)", on: parent) { _, _ in .null } }
    }
}
