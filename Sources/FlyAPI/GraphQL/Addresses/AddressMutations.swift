import GraphQL
import MachineRules
import OrderedJSON
import Persistence
import Simulation

/// Allocating and releasing (reference/graphql.md, sections 2.2 and 2.3).
enum AddressMutations {
    static func add(to resolvers: inout FlyResolvers) {
        resolvers["Mutations.allocateIpAddress"] = { call in
            let outcome = try await allocate(call.input, in: call.world)
            return [
                "app": outcome.app.value,
                // A shared address is the app's `sharedIpAddress` and no node.
                "ipAddress": outcome.made?.value ?? .null,
                "clientMutationId": call.clientMutationID,
            ]
        }
        resolvers["Mutations.releaseIpAddress"] = { call in
            let app = try await release(call.input, in: call.world)
            return ["app": app.value, "clientMutationId": call.clientMutationID]
        }
    }

    private static func allocate(_ input: JSONObject, in world: World) async throws -> AddressesService.Outcome {
        let app = try await world.graphQLApp(input.text("appId") ?? "")
        guard let type = input.text("type").flatMap(Addresses.Kind.init(rawValue:)) else {
            throw FieldError("Address type is invalid", code: ErrorCode.invalidArguments)
        }
        // Only a private address can be bound elsewhere; for the others clients may send what they like.
        let isPrivate = type == .privateV6
        let organization = isPrivate ? try input.organization("organizationId") : nil
        let draft = AddressesService.Draft(
            type: type, region: input.text("region") ?? "", network: isPrivate ? input.text("network") : nil,
            organization: organization?.slug, serviceName: input.text("serviceName"))
        return try await world.addresses.allocate(draft, for: app.name)
    }

    /// By `ipAddressId`, or by `appId` and `ip`. Whichever is not meant may be absent, null or empty; with both the id
    /// counts (chosen).
    private static func release(_ input: JSONObject, in world: World) async throws -> AppRecord {
        var app: AppRecord?
        if let name = input.text("appId") { app = try await world.graphQLApp(name) }
        if let id = input.text("ipAddressId") {
            if let app {
                // An address of another app is as unknown here as one of nobody's.
                let known = try await world.addresses.list(of: app.name).addresses.contains { $0.id == id }
                guard known else { throw FieldError.couldNotFind("IPAssignment") }
            }
            return try await world.addresses.release(.id(id), of: app?.name)
        }
        guard let address = input.text("ip") else {
            throw FieldError("Either ip or ipAddressId is required", code: ErrorCode.invalidArguments)
        }
        return try await world.addresses.release(.address(address), of: app?.name)
    }
}
