import Hummingbird
import MachineRules
import OrderedJSON
import Simulation

/// `/v1/apps/{app}/machines/{id}/memory`: the balloon (reference/machines-rest.md, section 2.4).
enum MemoryRoutes {
    private static let path = "/v1/apps/{app}/machines/{id}/memory"

    static func add(to table: inout RouteTable) {
        table.serve(.get, path, basis: .chosen) { _, context in
            answer(try await context.requireWorld().machineMemory.balloon(of: context.machineID(), in: context.app))
        }
        table.serve(.put, path, basis: .chosen) { request, context in
            let id = try context.machineID()
            let limit = try await amount("limit_mb", of: "setMemoryLimitRequest", in: request)
            let balloon = try await context.requireWorld().machineMemory.change(
                of: id, in: context.app, nonce: request.leaseNonce
            ) { balloon in
                try balloon.setLimit(limit)
                return balloon
            }
            return answer(balloon)
        }
        table.serve(.post, path + "/reclaim", basis: .chosen) { request, context in
            let id = try context.machineID()
            let wanted = try await amount("amount_mb", of: "reclaimMemoryRequest", in: request)
            let actual = try await context.requireWorld().machineMemory.change(
                of: id, in: context.app, nonce: request.leaseNonce
            ) { balloon in
                try balloon.reclaim(wanted)
            }
            return .json(["actual_mb": .int(actual)])
        }
    }

    private static func answer(_ balloon: MemoryBalloon) -> Response {
        .json(["limit_mb": .int(balloon.limitMB), "available_mb": .int(balloon.availableMB)])
    }

    /// The one number of a body.
    /// - Throws: `Refusal` 400 `invalid_argument: <key> is required` (chosen).
    private static func amount(_ key: String, of type: String, in request: Request) async throws -> Int {
        let body = try FieldReader(document: try await request.bodyJSON(), type: type)
        guard let amount = try body.int(key) else {
            throw Refusal.required(key)
        }
        return amount
    }
}
