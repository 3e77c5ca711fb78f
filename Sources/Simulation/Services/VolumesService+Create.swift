package import MachineRules
package import Persistence

extension VolumesService {
    /// Makes a volume: an empty one, or one with the files of a snapshot or of another volume.
    ///
    /// Files are copied before the volume is there, beside other requests; what was checked before the copy is checked
    /// again after it. A create that fails leaves nothing behind.
    /// - Throws: `Refusal` 404 for an app or a source that is not there, 412 for a volume that cannot be forked now,
    ///   422 for a snapshot that is not finished, for less than the source's size, and when no zone is left.
    package func create(_ spec: VolumeSpec, in app: AppName) async throws -> VolumeRecord {
        guard spec.origin != .blank else {
            return try await world.write { transaction in
                let plan = try VolumePlan(spec, in: app, transaction)
                return try plan.carryOut(transaction.random { Identifiers.volumeID(using: &$0) }, transaction)
            }
        }
        let (id, files) = try await world.write { transaction in
            let plan = try VolumePlan(spec, in: app, transaction)
            _ = try plan.zone(transaction)
            return (transaction.random { Identifiers.volumeID(using: &$0) }, plan.files)
        }
        if let files { try await world.folder.copyAside(files, to: .volume(id)) }
        do {
            return try await world.write { try VolumePlan(spec, in: app, $0).carryOut(id, $0) }
        } catch {
            world.folder.remove(.volume(id))
            throw error
        }
    }
}

/// What a create comes to once its source is known.
private struct VolumePlan {
    /// Where a volume goes when neither the request nor a source says.
    private static let defaultRegion = Region(rawValue: "iad")

    let spec: VolumeSpec
    let app: AppName
    let region: Region
    let sizeGB: Int
    let fstype: String
    /// What is in it from the beginning, nil for nothing.
    let files: StoredFiles?
    /// A fork goes to another host than its source's.
    let sourceZone: String?

    init(_ spec: VolumeSpec, in app: AppName, _ transaction: WorldTransaction) throws {
        self.spec = spec
        self.app = app
        let organization = try transaction.app(app).orgSlug
        if let id = spec.snapshotID {
            guard let snapshot = try SnapshotRecord.find(id, in: transaction.database),
                try transaction.app(snapshot.appName).orgSlug == organization
            else { throw SnapshotRules.notFound }
            try SnapshotRules.requireRestorable(id, snapshot.status)
            region = spec.region ?? snapshot.region
            sizeGB = try VolumeRules.size(of: spec, fromSource: snapshot.volumeSizeGB)
            fstype = snapshot.fstype
            files = .snapshot(id)
            sourceZone = nil
        } else if let id = spec.sourceVolumeID {
            guard let source = try VolumeRecord.find(id, in: transaction.database), !source.state.isDeleted,
                try transaction.app(source.appName).orgSlug == organization
            else { throw Refusal(.volumeNotFound) }
            guard source.state.isReadable else { throw source.state.refusal(to: "fork") }
            region = spec.region ?? source.region
            sizeGB = try VolumeRules.size(of: spec, fromSource: source.sizeGB)
            fstype = source.fstype
            files = .volume(id)
            sourceZone = region == source.region ? source.zone : nil
        } else {
            region = spec.region ?? Self.defaultRegion
            sizeGB = spec.sizeGB
            fstype = spec.fstype
            files = nil
            sourceZone = nil
        }
    }

    /// A zone that the request allows.
    /// - Throws: `Refusal` 422 when there is none.
    func zone(_ transaction: WorldTransaction) throws -> String {
        var taken: Set<String> = []
        if spec.uniqueZoneAppWide || spec.requireUniqueZone {
            taken = try VolumeRecord.zones(
                of: app, in: region, name: spec.uniqueZoneAppWide ? nil : spec.name, transaction.database)
        }
        if let sourceZone { taken.insert(sourceZone) }
        return try transaction.random { try Zones.choose(in: region, besides: taken, using: &$0) }
    }

    /// Makes the volume, whose files are there.
    func carryOut(_ id: VolumeID, _ transaction: WorldTransaction) throws -> VolumeRecord {
        var volume = VolumeRecord(
            id: id, appName: app, name: spec.name, origin: spec.origin, region: region, zone: try zone(transaction),
            sizeGB: sizeGB, encrypted: spec.encrypted, fstype: fstype, snapshotRetention: spec.snapshotRetention,
            autoBackupEnabled: spec.autoBackupEnabled, createdAt: transaction.now
        )
        try transaction.insert(&volume)
        return volume
    }
}
