import GraphQL
import MachineRules
import OrderedJSON
import Persistence
import Simulation

/// `node` and `nodes` (reference/graphql.md, section 5.2): whatever has an id that can be looked up. An unknown id is
/// NOT_FOUND for the one and null for the other (chosen).
enum NodeResolvers {
    static func add(to resolvers: inout FlyResolvers) {
        resolvers["Queries.node"] = { call in
            guard let node = try await node(call.text("id") ?? "", in: call.world) else {
                throw FieldError.couldNotFind("Node")
            }
            return node
        }
        resolvers["Queries.nodes"] = { call in
            var nodes: [ResolvedValue] = []
            for id in call.arguments["ids"]?.arrayValue ?? [] {
                nodes.append(try await node(id.stringValue ?? "", in: call.world) ?? .null)
            }
            return .list(nodes)
        }
    }

    private static func node(_ id: String, in world: World) async throws -> ResolvedValue? {
        if id == Viewer.id { return Viewer.value }
        if let organization = OrganizationNode(id: id) { return organization.value }
        return try await world.read { database, _ in
            if let address = try IPAddressRecord.find(id, in: database) { return address.value }
            if let volume = try VolumeRecord.find(VolumeID(rawValue: id), in: database), volume.destroyedAt == nil {
                return volume.value
            }
            if let machine = try MachineRecord.find(MachineID(rawValue: id), in: database), machine.destroyedAt == nil {
                return machine.value
            }
            return try AppRecord.find(AppName(rawValue: id), in: database)?.value
        }
    }
}
