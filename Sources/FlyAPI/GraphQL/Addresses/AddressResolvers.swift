import GraphQL
import MachineRules
import OrderedJSON
import Persistence
import Simulation

/// Addresses of apps: reading them (reference/graphql.md, section 2.1).
enum AddressResolvers {
    static func add(to resolvers: inout FlyResolvers) {
        resolvers["Queries.ipAddress"] = { call in
            let id = call.text("id") ?? ""
            let address = try await call.world.read { database, _ in try IPAddressRecord.find(id, in: database) }
            guard let address, try await call.sees(address.appName) else { throw FieldError.couldNotFind("IPAddress") }
            return address.value
        }
        resolvers.define(
            "App", on: AppRecord.self,
            [
                "ipAddresses": { app, call in
                    let addresses = try await call.world.addresses.list(of: app.name).addresses
                    return Connection.page(addresses.map(\.value), call)
                },
                "ipAddress": { app, call in
                    let wanted = call.text("address") ?? ""
                    let address = try await call.world.addresses.list(of: app.name).addresses.first {
                        Addresses.sameAddress($0.address, wanted)
                    }
                    guard let address else { throw FieldError.couldNotFind("IPAssignment") }
                    return address.value
                },
            ]
        )
        resolvers.defineReadings(
            "IPAddress", on: IPAddressRecord.self,
            [
                "id": { address, _ in .text(address.id) },
                "address": { address, _ in .text(address.address) },
                "type": { address, _ in .text(address.type) },
                "region": { address, _ in .text(address.region) },
                "createdAt": { address, _ in .text(address.createdAt.rfc3339) },
                "serviceName": { address, _ in .text(address.serviceName) },
            ]
        )
        resolvers.set("IPAddress.network", on: IPAddressRecord.self) { address, call in
            try await network(of: address, in: call.world)
        }
    }

    /// The network of a Flycast address that is bound to another network or organization than its app's own; null for
    /// every other address (chosen).
    private static func network(of address: IPAddressRecord, in world: World) async throws -> ResolvedValue {
        guard address.network != nil || address.networkOrganization != nil else { return .null }
        let app = try await world.graphQLApp(address.appName.rawValue)
        let name = address.network ?? app.network
        let organization = OrganizationNode(slug: address.networkOrganization ?? app.orgSlug)
        if name == app.network, organization.slug == app.orgSlug { return .null }
        // Worlds keep networks as names only; the rest is made of the name and the address.
        let time = ResolvedValue.text(address.createdAt.rfc3339)
        return [
            "id": .text(NodeID.id(of: organization.slug + "/" + name)), "name": .text(name),
            "organization": organization.value, "createdAt": time, "updatedAt": time,
        ]
    }
}

extension IPAddressRecord {
    var value: ResolvedValue { .object(typeName: "IPAddress", self) }
}
