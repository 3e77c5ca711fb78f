import HTTPTypes
import Hummingbird
import MachineRules
import OrderedJSON
import Persistence
import Simulation

/// `/v1/apps/{app}/volumes/{volume}/snapshots` (reference/machines-rest.md, section 2.5).
enum SnapshotRoutes {
    private static let snapshots = "/v1/apps/{app}/volumes/{volume}/snapshots"

    static func add(to table: inout RouteTable) {
        table.serve(.get, snapshots) { _, context in
            let snapshots = try await context.requireWorld().snapshots.list(of: context.volumeID, in: context.app)
            return .json(.array(snapshots.map(SnapshotDocument.json(of:))))
        }
        table.serve(.post, snapshots, basis: .recorded) { _, context in
            let scheduled = try await context.requireWorld().snapshots.create(of: context.volumeID, in: context.app)
            return .json(SnapshotDocument.backup(scheduled))
        }
    }
}

/// A snapshot as it stands on the wire (section 3.11).
enum SnapshotDocument {
    /// What Go writes for a time that is not set.
    private static let zeroTime = "0001-01-01T00:00:00Z"

    /// Until it is finished it has neither a time nor a size (recorded), nor a digest (chosen).
    static func json(of snapshot: SnapshotRecord) -> JSON {
        let isDone = snapshot.status == .created
        return [
            "id": .string(snapshot.id.rawValue),
            "size": .int(isDone ? snapshot.size : 0),
            "volume_size": .int(snapshot.volumeSizeGB << 30),
            "digest": .string(isDone ? snapshot.digest : ""),
            "created_at": .string(isDone ? snapshot.finishedAt?.rfc3339Milliseconds ?? zeroTime : zeroTime),
            "status": .string(snapshot.status.rawValue),
            "retention_days": .int(snapshot.retentionDays),
        ]
    }

    /// The answer to a snapshot's create, which speaks of a backup and counts in numbers (recorded).
    static func backup(_ scheduled: SnapshotsService.Scheduled) -> JSON {
        let time = JSON.string(scheduled.snapshot.requestedAt.rfc3339Milliseconds)
        return [
            "Msg": [
                "backup": [
                    "id": .string(String(scheduled.snapshot.number)),
                    "app_id": .string(String(scheduled.appNumber)),
                    "volume_id": .string(String(scheduled.volumeNumber)),
                    "state": "prepare",
                    "type": "BACKUP_TYPE_ON_DEMAND",
                    "message": "",
                    "created_at": time,
                    "updated_at": time,
                    "finished_at": .null,
                    "graph_id": .string(scheduled.snapshot.id.rawValue),
                ]
            ]
        ]
    }
}
