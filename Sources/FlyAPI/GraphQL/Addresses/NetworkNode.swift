import GraphQL
import MachineRules

/// A private network. Worlds keep networks as names only, so the rest follows from the name (chosen).
struct NetworkNode: Sendable {
    let name: String
    let organization: OrganizationNode
    /// When something was first bound to it, as far as is known.
    let createdAt: Timestamp

    static func addResolvers(to resolvers: inout FlyResolvers) {
        resolvers.define(
            "Network", on: NetworkNode.self,
            [
                "id": { network, _ in .text(NodeID.id(of: network.organization.slug + "/" + network.name)) },
                "name": { network, _ in .text(network.name) },
                "organization": { network, _ in network.organization.value },
                "createdAt": { network, _ in .text(network.createdAt.rfc3339) },
                "updatedAt": { network, _ in .text(network.createdAt.rfc3339) },
            ]
        )
    }
}
