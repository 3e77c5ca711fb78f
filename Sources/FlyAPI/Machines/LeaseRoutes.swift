import HTTPTypes
import Hummingbird
import MachineRules
import OrderedJSON
import Persistence
import Simulation

/// `/v1/apps/{app}/machines/{id}/lease` (reference/machines-rest.md, sections 2.4 and 4.9).
enum LeaseRoutes {
    private static let path = "/v1/apps/{app}/machines/{id}/lease"

    static func add(to table: inout RouteTable) {
        table.serve(.get, path) { _, context in
            let lease = try await context.requireWorld().leases.lease(on: context.machineID(), in: context.app)
            return .json(envelope(lease))
        }
        table.serve(.post, path) { try await acquire($0, $1) }
        table.serve(.delete, path) { request, context in
            try await context.requireWorld().leases.release(
                on: context.machineID(), in: context.app, nonce: request.leaseNonce
            )
            return .json(["status": "success", "data": ["ok": true]])
        }
    }

    private static func acquire(_ request: Request, _ context: FlyRequestContext) async throws -> Response {
        var seconds = request.query("ttl").flatMap(Int.init)
        var description = ""
        if let document = try await request.optionalBodyJSON() {
            let body = try FieldReader(document: document, type: "leaseRequest")
            seconds = try body.int("ttl") ?? seconds
            description = try body.string("description") ?? ""
        }
        let lease = try await context.requireWorld().leases.acquire(
            on: context.machineID(), in: context.app, seconds: seconds, description: description,
            owner: context.caller.user, nonce: request.leaseNonce
        )
        return .json(status: .created, envelope(lease))
    }

    private static func envelope(_ lease: LeaseRecord) -> JSON {
        [
            "status": "success",
            "data": [
                "nonce": .string(lease.nonce), "expires_at": .int(lease.expiresAt.seconds),
                "owner": .string(lease.owner), "description": .string(lease.description),
                "version": .string(lease.instanceID),
            ],
        ]
    }
}
