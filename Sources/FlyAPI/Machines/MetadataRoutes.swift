import Hummingbird
import MachineRules
import OrderedJSON
import Simulation

/// `/v1/apps/{app}/machines/{id}/metadata` (reference/machines-rest.md, section 2.4).
enum MetadataRoutes {
    private static let path = "/v1/apps/{app}/machines/{id}/metadata"

    static func add(to table: inout RouteTable) {
        table.serve(.get, path) { _, context in
            let metadata = try await context.requireWorld().metadata.metadata(of: context.machineID(), in: context.app)
            return .json(.object(metadata))
        }
        // The two have the same meaning.
        table.serve(.put, path) { try await merge($0, $1) }
        table.serve(.patch, path) { try await merge($0, $1) }
        table.serve(.get, path + "/{key}") { _, context in
            let value = try await context.requireWorld().metadata.value(
                of: context.path("key"), of: context.machineID(), in: context.app
            )
            return .json(["value": .string(value)])
        }
        table.serve(.post, path + "/{key}") { request, context in
            let id = try context.machineID()
            let body = try FieldReader(document: try await request.bodyJSON(), type: "upsertMetadataKeyRequest")
            _ = try body.string("updated_at")
            let change = (context.path("key"), try body.string("value"))
            try await context.requireWorld().metadata.change([change], of: id, in: context.app)
            return .empty(.noContent)
        }
        // A key that is not there is gone already (chosen).
        table.serve(.delete, path + "/{key}") { _, context in
            try await context.requireWorld().metadata.change(
                [(context.path("key"), nil)], of: context.machineID(), in: context.app
            )
            return .empty(.noContent)
        }
    }

    /// A body without `metadata` is refused, because it is rather a mistake than a wish to change nothing (chosen).
    private static func merge(_ request: Request, _ context: FlyRequestContext) async throws -> Response {
        let id = try context.machineID()
        let body = try FieldReader(document: try await request.bodyJSON(), type: "updateMetadataRequest")
        guard let metadata = try body.object("metadata", of: "map[string]string") else {
            throw Refusal.required("metadata")
        }
        // The emulator's clock says when; what the caller says is only checked.
        _ = try body.string("updated_at")
        var changes: [MetadataService.Change] = []
        for member in metadata.members {
            guard member.value.isNull || member.value.stringValue != nil else {
                throw body.mismatch("metadata", member.value, "string")
            }
            changes.append((member.key, member.value.stringValue))
        }
        let wanted = changes
        try await context.requireWorld().metadata.change(
            wanted, of: id, in: context.app, version: body.nonEmpty("machine_version")
        )
        return .empty(.noContent)
    }
}
