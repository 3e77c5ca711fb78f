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
            return .json(["ips": .array(addresses.map(assignment) + shared)])
        }
        table.serve(.post, "/v1/apps/{app}/ip_assignments", .partial, note: "egress types are refused") {
            try await allocate($0, $1)
        }
        table.serve(.delete, "/v1/apps/{app}/ip_assignments/{ip}") { _, context in
            _ = try await context.requireWorld().addresses.release(.address(context.path("ip")), of: context.app)
            return .empty(.noContent)
        }
    }

    private static func allocate(_ request: Request, _ context: FlyRequestContext) async throws -> Response {
        let body = try FieldReader(document: try await request.bodyJSON(), type: "assignIPRequest")
        let word = try body.string("type") ?? ""
        guard let type = Addresses.Kind(rawValue: word) else {
            throw Refusal(.addressTypeUnknown, ["type": word])
        }
        guard type != .egressV4, type != .egressV6 else {
            throw Refusal(.egressUnserved)
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
