import GraphQL
import MachineRules
import OrderedJSON
import Persistence
import Simulation

/// `allocateIpAddress` (reference/graphql.md, section 2.2): a shared address is the app's `sharedIpAddress` and no node,
/// so the payload's `ipAddress` is null for it.
enum AllocateAddress {
    private struct Payload: Sendable {
        let outcome: AddressesService.Outcome
        let clientMutationID: JSON
    }

    static func add(to resolvers: inout FlyResolvers) {
        resolvers["Mutations.allocateIpAddress"] = { call in
            let payload = Payload(
                outcome: try await allocate(call.input, in: call.world), clientMutationID: call.clientMutationID)
            return .object(typeName: "AllocateIPAddressPayload", payload)
        }
        resolvers.define(
            "AllocateIPAddressPayload", on: Payload.self,
            [
                "app": { payload, _ in payload.outcome.app.value },
                "ipAddress": { payload, _ in payload.outcome.made?.value ?? .null },
                "clientMutationId": { payload, _ in .json(payload.clientMutationID) },
            ]
        )
    }

    private static func allocate(_ input: JSONObject, in world: World) async throws -> AddressesService.Outcome {
        let app = input.text("appId") ?? ""
        guard let type = input.text("type").flatMap(Addresses.Kind.init(rawValue:)) else {
            throw FieldError("Address type is invalid", code: ErrorCode.invalidArguments)
        }
        // Only a private address can be bound elsewhere; for the others clients may send what they like (section 2.2).
        let isPrivate = type == .privateV6
        let organization = isPrivate ? try input.organization("organizationId") : nil
        let draft = AddressesService.Draft(
            type: type, region: input.text("region") ?? "", network: isPrivate ? input.text("network") : nil,
            organization: organization?.slug, serviceName: input.text("serviceName"))
        do {
            return try await world.addresses.allocate(draft, for: AppName(rawValue: app))
        } catch let refusal as Refusal where refusal.kind == .notFound {
            throw FieldError.couldNotFind("App", app)
        }
    }
}

extension ResolverCall {
    /// What the payload of a mutation echoes: the input's text, an empty one too, else null.
    var clientMutationID: JSON { arguments["input"]?["clientMutationId"] ?? .null }
}

extension JSONObject {
    /// The organization whose node id stands at a key; nil when there is none.
    /// - Throws: NOT_FOUND for an id that is no organization's.
    func organization(_ key: String) throws(FieldError) -> OrganizationNode? {
        guard let id = text(key) else { return nil }
        guard let organization = OrganizationNode(id: id) else { throw FieldError.couldNotFind("Organization") }
        return organization
    }
}
