import HTTPTypes
import Hummingbird
import MachineRules
import OrderedJSON
import Persistence
import Simulation

/// `/v1/apps/{app}/volumes` (reference/machines-rest.md, section 2.5).
enum VolumeRoutes {
    static func add(to table: inout RouteTable) {
        table.serve(.get, "/v1/apps/{app}/volumes") { _, context in
            let volumes = try await context.requireWorld().volumes.list(of: context.app)
            return .json(.array(volumes.map(VolumeDocument.json(of:))))
        }
        table.serve(.post, "/v1/apps/{app}/volumes", .partial, note: "forks and restores are refused") {
            try await create($0, $1)
        }
        table.serve(.get, "/v1/apps/{app}/volumes/{volume}") { _, context in
            .json(
                VolumeDocument.json(
                    of: try await context.requireWorld().volumes.volume(context.volumeID, in: context.app)
                )
            )
        }
        table.serve(.put, "/v1/apps/{app}/volumes/{volume}") { request, context in
            let changes = try VolumeRules.changes(try await request.bodyJSON())
            return .json(
                VolumeDocument.json(
                    of: try await context.requireWorld().volumes.update(
                        context.volumeID, in: context.app, snapshotRetention: changes.snapshotRetention,
                        autoBackupEnabled: changes.autoBackupEnabled
                    )
                )
            )
        }
        table.serve(.delete, "/v1/apps/{app}/volumes/{volume}") { _, context in
            .json(
                VolumeDocument.json(
                    of: try await context.requireWorld().volumes.delete(context.volumeID, in: context.app)
                )
            )
        }
        table.refuse(.put, "/v1/apps/{app}/volumes/{volume}/extend")
        table.refuse(.get, "/v1/apps/{app}/volumes/{volume}/snapshots")
        table.refuse(.post, "/v1/apps/{app}/volumes/{volume}/snapshots")
    }

    private static func create(_ request: Request, _ context: FlyRequestContext) async throws -> Response {
        let spec = try VolumeRules.spec(try await request.bodyJSON())
        if spec.snapshotID != nil || spec.sourceVolumeID != nil {
            throw Refusal(.notImplemented, "windtunnel does not emulate forks and restores of volumes yet")
        }
        let volume = try await context.requireWorld().volumes.create(spec, in: context.app)
        return .json(VolumeDocument.json(of: volume))
    }
}

/// A volume as it stands on the wire (section 3.11).
enum VolumeDocument {
    private static let blockSize = 4096

    static func json(of volume: VolumeRecord) -> JSON {
        // A file system takes about one and a half percent of the space for itself, and keeps five for root.
        let blocks = volume.mountedOnce ? volume.sizeGB * 258_040 : 0
        return [
            "id": .string(volume.id.rawValue),
            "name": .string(volume.name),
            "state": .string(volume.state),
            "size_gb": .int(volume.sizeGB),
            "region": .string(volume.region.rawValue),
            "zone": .string(volume.zone),
            "encrypted": .bool(volume.encrypted),
            "attached_machine_id": .text(volume.attachedMachineID?.rawValue),
            "attached_alloc_id": .null,
            "created_at": .string(volume.createdAt.rfc3339Milliseconds),
            "blocks": .int(blocks),
            "block_size": .int(blockSize),
            "blocks_free": .int(blocks),
            "blocks_avail": .int(blocks * 19 / 20),
            "bytes_used": 0,
            "bytes_total": .int(blocks * blockSize),
            "fstype": .string(volume.fstype),
            "snapshot_retention": .int(volume.snapshotRetention),
            "auto_backup_enabled": .bool(volume.autoBackupEnabled),
            "host_dedication_key": "",
            "host_status": "ok",
            "type": "local",
        ]
    }
}

extension FlyRequestContext {
    var volumeID: VolumeID { VolumeID(rawValue: path("volume")) }
}
