import GraphQL
import MachineRules
import OrderedJSON
import Persistence
import Simulation

/// `releaseIpAddress` (reference/graphql.md, section 2.3): by `ipAddressId`, or by `appId` and `ip`, the shared address
/// too. Whichever is not meant may be absent, null or empty; with both the id counts (chosen).
enum ReleaseAddress {
    private struct Payload: Sendable {
        let app: AppRecord
        let clientMutationID: JSON
    }

    static func add(to resolvers: inout FlyResolvers) {
        resolvers["Mutations.releaseIpAddress"] = { call in
            let payload = Payload(
                app: try await release(call.input, in: call.world), clientMutationID: call.clientMutationID)
            return .object(typeName: "ReleaseIPAddressPayload", payload)
        }
        resolvers.define(
            "ReleaseIPAddressPayload", on: Payload.self,
            [
                "app": { payload, _ in payload.app.value },
                "clientMutationId": { payload, _ in .json(payload.clientMutationID) },
            ]
        )
    }

    private static func release(_ input: JSONObject, in world: World) async throws -> AppRecord {
        let app: AppRecord? =
            if let name = input.text("appId") { try await world.graphQLApp(name) } else { nil }
        if let id = input.text("ipAddressId") {
            if let app {
                // An address of another app is as unknown here as one of nobody's.
                let known = try await world.addresses.list(of: app.name).addresses.contains { $0.id == id }
                guard known else { throw FieldError.couldNotFind("IPAssignment") }
            }
            return try await world.addresses.release(.id(id), of: app?.name)
        }
        guard let text = input.text("ip") else {
            throw FieldError("Either ip or ipAddressId is required", code: ErrorCode.invalidArguments)
        }
        return try await world.addresses.release(.address(text), of: app?.name)
    }
}
