import HTTPTypes
import Hummingbird
import MachineRules
import OrderedJSON
import Persistence
import Simulation

/// `/v1/apps/{app}/ip_assignments`: the same addresses as GraphQL's (reference/machines-rest.md, section 2.2).
enum AddressRoutes {
    static func add(to table: inout RouteTable) {
        table.serve(.get, "/v1/apps/{app}/ip_assignments") { _, context in
            let (app, addresses) = try await context.requireWorld().addresses.list(of: context.app)
            let shared = sharedAssignment(of: app).map { [$0] } ?? []
            let egress = try await context.requireWorld().egressAddresses.list(of: context.app)
            return .json(["ips": .array(addresses.map(assignment) + shared + egress.map(egressAssignment))])
        }
        table.serve(.post, "/v1/apps/{app}/ip_assignments") { try await allocate($0, $1) }
        table.serve(.delete, "/v1/apps/{app}/ip_assignments/{ip}") { _, context in
            let (world, address) = (try context.requireWorld(), context.path("ip"))
            let egress = try await world.egressAddresses.list(of: context.app)
            if egress.contains(where: { Addresses.sameAddress($0.address, address) }) {
                _ = try await world.egressAddresses.release(address, of: context.app)
            } else {
                _ = try await world.addresses.release(.address(address), of: context.app)
            }
            return .empty(.noContent)
        }
    }

    private static func allocate(_ request: Request, _ context: FlyRequestContext) async throws -> Response {
        let body = try FieldReader(document: try await request.bodyJSON(), type: "assignIPRequest")
        let word = try body.string("type") ?? ""
        switch word {
        case "egress_pair": return try await allocateEgress([.egressV4, .egressV6], body, context)
        case "egress_v4": return try await allocateEgress([.egressV4], body, context)
        case "egress_v6": return try await allocateEgress([.egressV6], body, context)
        default: break
        }
        guard let type = Addresses.Kind(rawValue: word) else {
            throw Refusal(.addressTypeUnknown, ["type": word])
        }
        let outcome = try await context.requireWorld().addresses.allocate(
            AddressesService.Draft(
                type: type, region: try body.string("region") ?? "", network: try body.nonEmpty("network"),
                organization: try body.nonEmpty("org_slug"), serviceName: try body.nonEmpty("service_name")
            ),
            for: context.app
        )
        return .json(outcome.made.map(assignment) ?? sharedAssignment(of: outcome.app) ?? .null)
    }

    /// Without a region it is the one machines go to by default (chosen).
    private static func allocateEgress(
        _ kinds: [Addresses.Kind],
        _ body: FieldReader,
        _ context: FlyRequestContext
    ) async throws -> Response {
        let region = try body.nonEmpty("region").map(Region.init(rawValue:)) ?? MachinesService.defaultRegion
        let made = try await context.requireWorld().egressAddresses.allocate(kinds, in: region, for: context.app)
        guard made.count > 1 else { return .json(made.first.map(egressAssignment) ?? .null) }
        var pair = egressAssignment(made[0]).objectValue ?? [:]
        pair["ip"] = .null
        pair["type"] = "egress_pair"
        pair["ip_pair"] = ["v4": .string(made[0].address), "v6": .string(made[1].address)]
        return .json(.object(pair))
    }

    private static func egressAssignment(_ address: EgressAddressRecord) -> JSON {
        [
            "ip": .string(address.address), "region": .string(address.region.rawValue), "service_name": "",
            "shared": false, "egress": true, "type": .string(address.version == 4 ? "egress_v4" : "egress_v6"),
            "network": .null, "created_at": .string(address.createdAt.rfc3339),
        ]
    }

    private static func assignment(_ address: IPAddressRecord) -> JSON {
        let network: JSON =
            address.type == "private_v6"
            ? [
                "name": .string(address.network ?? ""),
                "org_slug": .string(address.networkOrganization ?? ""),
            ] : .null
        return [
            "ip": .string(address.address), "region": .string(address.region),
            "service_name": .string(address.serviceName ?? ""), "shared": false, "egress": false,
            "type": .string(address.type), "network": network,
            "created_at": .string(address.createdAt.rfc3339),
        ]
    }

    private static func sharedAssignment(of app: AppRecord) -> JSON? {
        guard let address = app.sharedIP, let time = app.sharedIPCreatedAt else { return nil }
        return [
            "ip": .string(address), "region": "global", "service_name": "", "shared": true, "egress": false,
            "type": "shared_v4", "network": .null, "created_at": .string(time.rfc3339),
        ]
    }
}
