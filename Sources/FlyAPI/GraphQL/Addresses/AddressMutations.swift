import GraphQL
import MachineRules
import OrderedJSON
import Persistence
import Simulation

/// Allocating and releasing (reference/graphql.md, sections 2.2 and 2.3).
enum AddressMutations {
    static func add(to resolvers: inout FlyResolvers) {
        resolvers["Mutations.allocateIpAddress"] = { call in
            let outcome = try await allocate(call)
            return [
                "app": outcome.app.value,
                // A shared address is the app's `sharedIpAddress` and no node.
                "ipAddress": outcome.made?.value ?? .null,
                "clientMutationId": call.clientMutationID,
            ]
        }
        resolvers["Mutations.releaseIpAddress"] = { call in
            let app = try await release(call)
            return ["app": app.value, "clientMutationId": call.clientMutationID]
        }
    }

    private static func allocate(_ call: FlyCall) async throws -> AddressesService.Outcome {
        let input = call.input
        let app = try await call.app(input.text("appId") ?? "")
        guard let type = input.text("type").flatMap(Addresses.Kind.init(rawValue:)) else {
            throw FieldError("Address type is invalid", code: ErrorCode.invalidArguments)
        }
        // Only a private address can be bound elsewhere; for the others clients may send what they like.
        let isPrivate = type == .privateV6
        let organization = isPrivate ? try input.organization("organizationId") : nil
        let draft = AddressesService.Draft(
            type: type, region: input.text("region") ?? "", network: isPrivate ? input.text("network") : nil,
            organization: organization?.slug, serviceName: input.text("serviceName"))
        return try await call.world.addresses.allocate(draft, for: app.name)
    }

    /// By `ipAddressId`, or by `appId` and `ip`. Whichever is not meant may be absent, null or empty; with both the id
    /// counts (chosen).
    private static func release(_ call: FlyCall) async throws -> AppRecord {
        let (input, world) = (call.input, call.world)
        var app: AppRecord?
        if let name = input.text("appId") { app = try await call.app(name) }
        if let id = input.text("ipAddressId") {
            if let app {
                // An address of another app is as unknown here as one of nobody's.
                let known = try await world.addresses.list(of: app.name).addresses.contains { $0.id == id }
                guard known else { throw FieldError.couldNotFind("IPAssignment") }
            }
            if app == nil, !(try await sees(addressID: id, call)) { throw FieldError.couldNotFind("IPAssignment") }
            return try await world.addresses.release(.id(id), of: app?.name)
        }
        guard let address = input.text("ip") else {
            throw FieldError("Either ip or ipAddressId is required", code: ErrorCode.invalidArguments)
        }
        return try await world.addresses.release(.address(address), of: app?.name)
    }

    /// Whether the caller may see the app of an address; an address that nobody has is for the service to refuse.
    private static func sees(addressID id: String, _ call: FlyCall) async throws -> Bool {
        let address = try await call.world.read { database, _ in try IPAddressRecord.find(id, in: database) }
        guard let address else { return true }
        return try await call.sees(address.appName)
    }
}
