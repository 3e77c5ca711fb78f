import GraphQL
import MachineRules
import OrderedJSON
import Persistence
import Simulation

/// Addresses for going out (reference/graphql.md, section 2.4). Empty texts in the inputs mean absent.
enum EgressAddressResolvers {
    static func add(to resolvers: inout FlyResolvers) {
        resolvers.set("App.egressIpAddresses", on: AppRecord.self) { app, call in
            Connection.page(try await call.world.egressAddresses.list(of: app.name).map(\.value), call)
        }
        resolvers.set("Machine.egressIpAddresses", on: MachineRecord.self) { machine, call in
            Connection.page(try await call.world.egressAddresses.list(of: machine.id).map(\.value), call)
        }
        resolvers.defineReadings(
            "EgressIPAddress", on: EgressAddressRecord.self,
            [
                "id": { address, _ in .text(address.id.rawValue) },
                "ip": { address, _ in .text(address.address) },
                "region": { address, _ in .text(address.region.rawValue) },
                "version": { address, _ in .int(address.version) },
                "updatedAt": { address, _ in .text(address.createdAt.rfc3339) },
            ]
        )
        resolvers["Mutations.allocateEgressIpAddress"] = { call in
            let app = try await call.app(call.input.text("appId") ?? "")
            let pair = try await call.world.egressAddresses.allocate(try scope(call.input), for: app.name)
            return [
                "v4": .text(pair.v4.address), "v6": .text(pair.v6.address), "clientMutationId": call.clientMutationID,
            ]
        }
        resolvers["Mutations.releaseEgressIpAddress"] = { call in
            let released = try await release(call)
            return [
                "v4": .text(released.first { $0.version == 4 }?.address),
                "v6": .text(released.first { $0.version == 6 }?.address),
                "clientMutationId": call.clientMutationID,
            ]
        }
    }

    /// With both a machine and a region the machine counts (chosen).
    private static func scope(_ input: JSONObject) throws(FieldError) -> EgressAddressesService.Scope {
        if let machine = input.text("machineId") { return .machine(MachineID(rawValue: machine)) }
        if let region = input.text("region") { return .region(Region(rawValue: region)) }
        throw FieldError("Either machineId or region is required", code: ErrorCode.invalidArguments)
    }

    /// Names in its answer what is gone; with both an address and a machine the address counts (chosen).
    private static func release(_ call: FlyCall) async throws -> [EgressAddressRecord] {
        let (input, egress) = (call.input, call.world.egressAddresses)
        let app = try await call.app(input.text("appId") ?? "")
        if let address = input.text("ip") { return [try await egress.release(address, of: app.name)] }
        if let machine = input.text("machineId") {
            return try await egress.release(of: MachineID(rawValue: machine), in: app.name)
        }
        throw FieldError("Either ip or machineId is required", code: ErrorCode.invalidArguments)
    }
}

extension EgressAddressRecord {
    var value: ResolvedValue { .object(typeName: "EgressIPAddress", self) }
}
