package import MachineRules
package import Persistence

/// Snapshots of one world's volumes (reference/machines-rest.md, sections 2.5 and 3.11).
package struct SnapshotsService: Sendable {
    let world: World

    /// A snapshot that was asked for, with the numbers by which the answer calls what it is of.
    package struct Scheduled: Sendable {
        package let snapshot: SnapshotRecord
        package let appNumber: Int
        package let volumeNumber: Int64
    }

    /// The snapshots of a volume, newest first (order chosen); of one that is gone too, as long as one is kept.
    /// - Throws: `Refusal` 404 `volume not found` when there is neither the volume nor a snapshot of it.
    package func list(of volume: VolumeID, in app: AppName) async throws -> [SnapshotRecord] {
        try await world.read { database, _ in
            let snapshots = try SnapshotRecord.all(of: volume, in: app, database)
            guard snapshots.isEmpty else { return snapshots }
            guard let volume = try VolumeRecord.find(volume, in: database), volume.appName == app else {
                try AppRecord.requireExists(app, in: database)
                throw Refusal(.volumeNotFound)
            }
            return []
        }
    }

    /// Takes a snapshot of the volume's files as they are now; it takes its time until it can be used.
    ///
    /// The files are copied before the snapshot is there, beside other requests; what was checked before the copy is
    /// checked again after it.
    /// - Throws: `Refusal` 404; 412 while another is under way, or for a volume that is not ready.
    package func create(of volume: VolumeID, in app: AppName) async throws -> Scheduled {
        let (id, digest) = try await world.write { transaction in
            _ = try Self.free(volume, in: app, transaction)
            return transaction.newSnapshot()
        }
        let size = try await world.folder.copyAside(.volume(volume), to: .snapshot(id))
        do {
            return try await world.write { transaction in
                let volume = try Self.free(volume, in: app, transaction)
                var snapshot = SnapshotRecord(
                    id: id, of: volume, isAutomatic: false, size: size, digest: digest, requestedAt: transaction.now)
                try transaction.insert(&snapshot)
                return Scheduled(
                    snapshot: snapshot, appNumber: try transaction.app(app).numericID, volumeNumber: volume.number)
            }
        } catch {
            world.folder.remove(.snapshot(id))
            throw error
        }
    }

    /// A volume of which a snapshot may be taken now.
    private static func free(
        _ id: VolumeID,
        in app: AppName,
        _ transaction: WorldTransaction
    ) throws -> VolumeRecord {
        let volume = try transaction.volume(id, in: app)
        guard volume.state.isReadable else { throw volume.state.refusal(to: "snapshot") }
        if let pending = try SnapshotRecord.unfinished(of: id, in: transaction.database) {
            throw SnapshotRules.alreadyScheduled(at: pending.requestedAt)
        }
        return volume
    }
}

extension World {
    package var snapshots: SnapshotsService { SnapshotsService(world: self) }
}
