package import MachineRules
package import Persistence

/// Volumes of one world (reference/machines-rest.md, sections 2.5 and 4.10).
package struct VolumesService: Sendable {
    let world: World

    // MARK: - Reading

    /// The volumes of an app in the order of making, those about to vanish too: clients leave them out (client code).
    package func list(of app: AppName) async throws -> [VolumeRecord] {
        try await world.read { database, _ in
            try AppRecord.requireExists(app, in: database)
            return try VolumeRecord.shown(of: app, in: database)
        }
    }

    /// A volume; a deleted one until it is forgotten.
    /// - Throws: `Refusal` 404 `volume not found`.
    package func volume(_ id: VolumeID, in app: AppName) async throws -> VolumeRecord {
        try await world.read { database, _ in
            guard let volume = try VolumeRecord.find(id, in: database), volume.appName == app else {
                try AppRecord.requireExists(app, in: database)
                throw Refusal(.volumeNotFound)
            }
            return volume
        }
    }

    /// The bytes of a volume's files, counted now.
    package func bytesUsed(by id: VolumeID) async -> Int {
        await world.folder.sizeAside(of: .volume(id))
    }

    // MARK: - Changing

    /// Deletes the volume; its files stay until it is destroyed for good. A second time changes nothing (chosen).
    /// - Throws: `Refusal` 412 while a machine holds it.
    package func delete(_ id: VolumeID, in app: AppName) async throws -> VolumeRecord {
        try await world.write { transaction in
            var volume = try transaction.volume(id, in: app)
            if let machine = volume.attachedMachineID {
                throw Refusal(.volumeBound, ["machine": machine])
            }
            guard !volume.state.isDeleted else { return volume }
            try transaction.move(&volume, to: .pendingDestroy)
            return volume
        }
    }

    /// Changes how long snapshots are kept, those taken from now on, and whether they are made by themselves.
    /// - Throws: `Refusal` 404, 412 for a deleted volume.
    package func update(
        _ id: VolumeID,
        in app: AppName,
        snapshotRetention: Int?,
        autoBackupEnabled: Bool?
    ) async throws -> VolumeRecord {
        try await world.write { transaction in
            var volume = try transaction.volume(id, in: app)
            guard !volume.state.isDeleted else { throw volume.state.refusal(to: "update") }
            let backedUp = volume.autoBackupEnabled
            volume.snapshotRetention = snapshotRetention ?? volume.snapshotRetention
            volume.autoBackupEnabled = autoBackupEnabled ?? volume.autoBackupEnabled
            if volume.autoBackupEnabled != backedUp { try transaction.setBackup(of: volume) }
            try transaction.save(&volume)
            return volume
        }
    }

    /// Makes a volume larger; the new size is shown at once.
    /// - Returns: the volume, and whether its machine must be restarted to see the space: while it runs (chosen).
    /// - Throws: `Refusal` 404, 422 for less than it has, 412 for a volume that is not ready.
    package func extend(
        _ id: VolumeID,
        in app: AppName,
        to sizeGB: Int
    ) async throws -> (volume: VolumeRecord, needsRestart: Bool) {
        try await world.write { transaction in
            var volume = try transaction.volume(id, in: app)
            guard volume.state == .created else { throw volume.state.refusal(to: "extend") }
            try VolumeRules.requireGrowth(from: volume.sizeGB, to: sizeGB)
            // Nothing to do, and nothing a machine would not see yet.
            guard sizeGB > volume.sizeGB else { return (volume, false) }
            volume.sizeGB = sizeGB
            try transaction.move(&volume, to: .extending)
            let machine = try volume.attachedMachineID.flatMap { try MachineRecord.find($0, in: transaction.database) }
            return (volume, machine?.state == .started)
        }
    }
}

extension WorldTransaction {
    /// The volume of this app, a deleted one too until it is destroyed.
    /// - Throws: `Refusal` 404 for an app or a volume that is not there.
    func volume(_ id: VolumeID, in app: AppName) throws -> VolumeRecord {
        guard let volume = try VolumeRecord.find(id, in: database), volume.appName == app, volume.state != .destroyed
        else {
            _ = try self.app(app)
            throw Refusal(.volumeNotFound)
        }
        return volume
    }
}

extension World {
    package var volumes: VolumesService { VolumesService(world: self) }
}
