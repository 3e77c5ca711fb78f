package import MachineRules
package import Persistence

/// Volumes of one world (reference/machines-rest.md, sections 2.5 and 4.10).
package struct VolumesService: Sendable {
    let world: World

    /// Where a volume goes when the request does not say.
    private static let defaultRegion = Region(rawValue: "iad")

    /// - Throws: `Refusal` 404 `app not found`.
    package func create(_ spec: VolumeSpec, in app: AppName) async throws -> VolumeRecord {
        try await world.write { transaction in
            _ = try transaction.app(app)
            let (id, zone) = transaction.random { generator in
                (Identifiers.volumeID(using: &generator), Identifiers.zone(using: &generator))
            }
            let volume = VolumeRecord(
                id: id, appName: app, name: spec.name, region: spec.region ?? Self.defaultRegion, zone: zone,
                sizeGB: spec.sizeGB, encrypted: spec.encrypted, fstype: spec.fstype,
                snapshotRetention: spec.snapshotRetention, autoBackupEnabled: spec.autoBackupEnabled,
                createdAt: transaction.now
            )
            try volume.insert(in: transaction.database)
            transaction.noteChanged(app)
            return volume
        }
    }

    /// The living volumes of an app in the order of making.
    package func list(of app: AppName) async throws -> [VolumeRecord] {
        try await world.read { database, _ in
            guard try AppRecord.exists(app, in: database) else { throw Refusal(.notFound, "app not found") }
            return try VolumeRecord.all(of: app, in: database)
        }
    }

    /// - Throws: `Refusal` 404 `volume not found`.
    package func volume(_ id: VolumeID, in app: AppName) async throws -> VolumeRecord {
        try await world.write { transaction in try Self.living(id, in: app, transaction) }
    }

    /// Deletes the volume and its files; the answer is the volume as it goes.
    /// - Throws: `Refusal` 412 while a machine holds it.
    package func delete(_ id: VolumeID, in app: AppName) async throws -> VolumeRecord {
        let volume = try await world.write { transaction in
            var volume = try Self.living(id, in: app, transaction)
            if let machine = volume.attachedMachineID {
                throw Refusal(
                    .failedPrecondition, "failed_precondition: volume is currently bound to machine: \(machine)"
                )
            }
            volume.state = "pending_destroy"
            volume.destroyedAt = transaction.now
            try volume.update(in: transaction.database)
            transaction.noteChanged(app)
            return volume
        }
        world.folder.removeVolume(id)
        return volume
    }

    /// Changes how long snapshots are kept and whether they are made.
    package func update(
        _ id: VolumeID,
        in app: AppName,
        snapshotRetention: Int?,
        autoBackupEnabled: Bool?
    ) async throws -> VolumeRecord {
        try await world.write { transaction in
            var volume = try Self.living(id, in: app, transaction)
            volume.snapshotRetention = snapshotRetention ?? volume.snapshotRetention
            volume.autoBackupEnabled = autoBackupEnabled ?? volume.autoBackupEnabled
            try volume.update(in: transaction.database)
            return volume
        }
    }

    private static func living(
        _ id: VolumeID,
        in app: AppName,
        _ transaction: WorldTransaction
    ) throws -> VolumeRecord {
        guard let volume = try VolumeRecord.find(id, in: transaction.database), volume.appName == app,
            volume.destroyedAt == nil
        else {
            _ = try transaction.app(app)
            throw Refusal(.notFound, "volume not found")
        }
        return volume
    }
}

extension World {
    package var volumes: VolumesService { VolumesService(world: self) }
}
