import HTTPTypes
import Hummingbird
import MachineRules
import OrderedJSON
import Persistence
import Simulation

/// `/v1/apps/{app}/volumes` (reference/machines-rest.md, section 2.5).
enum VolumeRoutes {
    private static let volumes = "/v1/apps/{app}/volumes"
    private static let volume = volumes + "/{volume}"

    static func add(to table: inout RouteTable) {
        table.serve(.get, volumes) { request, context in
            let summary = request.flag("summary")
            let volumes = try await context.requireWorld().volumes.list(of: context.app)
            return .json(
                .array(volumes.map { summary ? VolumeDocument.summary(of: $0) : VolumeDocument.json(of: $0) })
            )
        }
        table.serve(.post, volumes) { request, context in
            let spec = try VolumeRules.spec(try await request.bodyJSON())
            let volume = try await context.requireWorld().volumes.create(spec, in: context.app)
            return .json(VolumeDocument.json(of: volume))
        }
        table.serve(.get, volume) { _, context in
            let volumes = try context.requireWorld().volumes
            let volume = try await volumes.volume(context.volumeID, in: context.app)
            return .json(VolumeDocument.json(of: volume, bytesUsed: await volumes.bytesUsed(by: volume.id)))
        }
        table.serve(.put, volume) { try await update($0, $1) }
        table.serve(.delete, volume) { _, context in
            let volume = try await context.requireWorld().volumes.delete(context.volumeID, in: context.app)
            return .json(VolumeDocument.json(of: volume))
        }
        table.serve(.put, volume + "/extend") { request, context in
            let size = try VolumeRules.wantedSize(try await request.bodyJSON())
            let (volume, needsRestart) = try await context.requireWorld().volumes.extend(
                context.volumeID, in: context.app, to: size)
            return .json(["volume": VolumeDocument.json(of: volume), "needs_restart": .bool(needsRestart)])
        }
    }

    private static func update(_ request: Request, _ context: FlyRequestContext) async throws -> Response {
        let changes = try VolumeRules.changes(try await request.bodyJSON())
        let volume = try await context.requireWorld().volumes.update(
            context.volumeID, in: context.app, snapshotRetention: changes.snapshotRetention,
            autoBackupEnabled: changes.autoBackupEnabled
        )
        return .json(VolumeDocument.json(of: volume))
    }
}

extension FlyRequestContext {
    var volumeID: VolumeID { VolumeID(rawValue: path("volume")) }
}
