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
            guard let node = try await node(call.text("id") ?? "", call) else {
                throw FieldError.couldNotFind("Node")
            }
            return node
        }
        resolvers["Queries.nodes"] = { call in
            var nodes: [ResolvedValue] = []
            for id in call.arguments["ids"]?.arrayValue ?? [] {
                nodes.append(try await node(id.stringValue ?? "", call) ?? .null)
            }
            return .list(nodes)
        }
    }

    private static func node(_ id: String, _ call: FlyCall) async throws -> ResolvedValue? {
        if id == Viewer.id(of: call.caller.user) { return Viewer.value(of: call.caller.user) }
        if let organization = OrganizationNode(id: id) { return call.sees(organization) ? organization.value : nil }
        if let certificate = try await CertificateResolvers.certificate(id, call) { return certificate }
        if let token = try await call.world.read({ database, _ in try LimitedTokenRecord.find(id, in: database) }) {
            return call.sees(token) ? token.value : nil
        }
        let found: (value: ResolvedValue, app: AppName)? = try await call.world.read { database, _ in
            if let address = try IPAddressRecord.find(id, in: database) { return (address.value, address.appName) }
            if let volume = try VolumeRecord.find(VolumeID(rawValue: id), in: database), volume.destroyedAt == nil {
                return (volume.value, volume.appName)
            }
            if let machine = try MachineRecord.find(MachineID(rawValue: id), in: database), machine.destroyedAt == nil {
                return (machine.value, machine.appName)
            }
            if let address = try EgressAddressRecord.find(IPAddressID(rawValue: id), in: database) {
                return (address.value, address.appName)
            }
            if let release = try ReleaseRecord.find(ReleaseID(rawValue: id), in: database) {
                return (release.value(as: "Release"), release.appName)
            }
            if let (app, name) = SecretRecord.parts(ofNodeID: id),
                let secret = try SecretRecord.find(name, of: app, in: database)
            {
                return (secret.node, app)
            }
            return try AppRecord.find(AppName(rawValue: id), in: database).map { ($0.value, $0.name) }
        }
        guard let found, try await call.sees(found.app) else { return nil }
        return found.value
    }
}
