import MachineRules
import OrderedJSON
import Persistence

/// A volume as it stands on the wire (reference/machines-rest.md, section 3.11).
enum VolumeDocument {
    private static let blockSize = 4096
    /// Of every gigabyte: a file system takes about one and a half percent of the space for itself.
    private static let blocksPerGigabyte = 258_040

    /// - Parameter bytesUsed: what its files take. Only a look at one volume counts them; other answers show it as if
    ///   it were empty (chosen), because counting means a walk through all its folders.
    static func json(of volume: VolumeRecord, bytesUsed: Int = 0) -> JSON {
        var document = description(of: volume)
        // There are no blocks before a machine has made a file system (recorded).
        let blocks = volume.mountedOnce ? volume.sizeGB * blocksPerGigabyte : 0
        let used = min(blocks, (bytesUsed + blockSize - 1) / blockSize)
        let free = blocks - used
        document["blocks"] = .int(blocks)
        document["block_size"] = .int(blockSize)
        document["blocks_free"] = .int(free)
        // Five percent are kept for root.
        document["blocks_avail"] = .int(max(0, free - blocks / 20))
        document["bytes_used"] = .int(used * blockSize)
        document["bytes_total"] = .int(blocks * blockSize)
        document["fstype"] = .string(volume.mountedOnce ? volume.fstype : "")
        return .object(document)
    }

    /// Without what only the host knows of it: blocks, bytes and the file system (documented).
    static func summary(of volume: VolumeRecord) -> JSON { .object(description(of: volume)) }

    private static func description(of volume: VolumeRecord) -> JSONObject {
        [
            "id": .string(volume.id.rawValue),
            "name": .string(volume.name),
            "state": .string(volume.state.rawValue),
            "size_gb": .int(volume.sizeGB),
            "region": .string(volume.region.rawValue),
            "zone": .string(volume.zone),
            "encrypted": .bool(volume.encrypted),
            "attached_machine_id": .text(volume.attachedMachineID?.rawValue),
            "attached_alloc_id": .null,
            "created_at": .string(volume.createdAt.rfc3339Milliseconds),
            "snapshot_retention": .int(volume.snapshotRetention),
            "auto_backup_enabled": .bool(volume.autoBackupEnabled),
            "host_dedication_key": "",
            "host_status": "ok",
            "type": "local",
        ]
    }
}
