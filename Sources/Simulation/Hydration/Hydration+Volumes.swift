import Fixtures
import MachineRules
import OrderedJSON
import Persistence

extension Hydration {
    mutating func take(volume recorded: RecordedResource, of app: AppRecord, _ all: RecordedApp) throws {
        let document = recorded.document
        guard Identifiers.isVolumeID(recorded.id) else {
            return leaveOut(recorded.entry, "volume \(recorded.id): its id is none that a volume can have")
        }
        guard try VolumeRecord.find(VolumeID(recorded.id), in: transaction.database) == nil else {
            return leaveOut(recorded.entry, "volume \(recorded.id): it is in the recording twice")
        }
        guard let state = Self.state(document.text("state") ?? VolumeState.created.rawValue) else {
            return leaveOut(recorded.entry, "volume \(recorded.id): its state is \(document.text("state") ?? "")")
        }
        var volume = try volumeRecord(recorded.id, app, document, at: time(document["created_at"], else: recorded.at))
        volume.state = state
        volume.mountedOnce = document["blocks"]?.intValue ?? 0 > 0
        if let machine = document.text("attached_machine_id"), !state.isDeleted {
            volume.attachedMachineID = try free(MachineID(machine), of: app)
            volume.mountedOnce = volume.mountedOnce || volume.attachedMachineID != nil
            if volume.attachedMachineID == nil {
                leaveOut(recorded.entry, "volume \(recorded.id) is not attached to \(machine), which is not there")
            }
        }
        try transaction.insert(&volume)
        if state.isDeleted { try transaction.move(&volume, to: state) }
        count(\.volumes)
    }

    /// A machine's mount also tells of its volume: that it is attached, and of one that no answer has shown, that it is.
    mutating func takeMount(of recorded: RecordedMachine, in app: AppRecord) throws {
        let database = transaction.database
        guard let machine = try MachineRecord.find(MachineID(recorded.id), in: database), machine.appName == app.name,
            !machine.state.isDestroyed, let mount = recorded.config?["mounts"]?[0]?.objectValue,
            let id = mount.text("volume"), Identifiers.isVolumeID(id),
            try VolumeRecord.attached(to: machine.id, in: database) == nil
        else { return }
        if let known = try VolumeRecord.find(VolumeID(id), in: database) {
            guard known.appName == app.name, known.attachedMachineID == nil, !known.state.isDeleted else { return }
            return try known.attach(to: machine.id, transaction)
        }
        var document = mount
        document["region"] = .string(machine.region.rawValue)
        var volume = try volumeRecord(id, app, document, at: machine.createdAt)
        volume.attachedMachineID = machine.id
        volume.mountedOnce = true
        try transaction.insert(&volume)
        leaveOut(recorded.entry, "volume \(id) is known from the mount of machine \(recorded.id) only")
        count(\.volumes)
    }

    mutating func take(snapshot recorded: RecordedResource, of app: AppRecord) throws {
        let (document, database) = (recorded.document, transaction.database)
        guard
            let volume = try document.text("volume_id").flatMap({ try VolumeRecord.find(VolumeID($0), in: database) }),
            volume.appName == app.name
        else {
            return leaveOut(recorded.entry, "snapshot \(recorded.id): its volume is not in the recording")
        }
        guard let status = document.text("status").flatMap(SnapshotStatus.init(rawValue:)),
            try SnapshotRecord.find(SnapshotID(recorded.id), in: database) == nil,
            try status.isFinished || SnapshotRecord.unfinished(of: volume.id, in: database) == nil
        else {
            return leaveOut(recorded.entry, "snapshot \(recorded.id): it cannot be what it is in the recording")
        }
        let finished = time(document["created_at"], else: recorded.at)
        var snapshot = SnapshotRecord(
            id: SnapshotID(recorded.id), of: volume, isAutomatic: status == .waiting, status: status,
            size: document["size"]?.intValue ?? 0, digest: document.text("digest") ?? freshDigest(),
            retentionDays: document["retention_days"]?.intValue ?? volume.snapshotRetention,
            requestedAt: document["requested_at"].map { time($0, else: recorded.at) } ?? min(finished, transaction.now),
            finishedAt: status.isFinished ? finished : nil)
        try transaction.insert(&snapshot)
        // An old recording's snapshots would all be gone at once.
        if status.isFinished { try transaction.setExpiry(of: snapshot, from: transaction.now) }
    }

    private func freshDigest() -> String { transaction.random { Identifiers.snapshotDigest(using: &$0) } }

    /// The machine if it is there, lives, and has no volume yet.
    private func free(_ machine: MachineID, of app: AppRecord) throws -> MachineID? {
        guard let record = try MachineRecord.find(machine, in: transaction.database), record.appName == app.name,
            record.state != .destroyed,
            try VolumeRecord.attached(to: machine, in: transaction.database) == nil
        else { return nil }
        return machine
    }

    private func volumeRecord(
        _ id: String, _ app: AppRecord, _ document: JSONObject, at createdAt: Timestamp
    ) throws -> VolumeRecord {
        let region = Region(document.text("region") ?? MachinesService.defaultRegion.rawValue)
        let zone =
            try document.text("zone") ?? transaction.random { try Zones.choose(in: region, besides: [], using: &$0) }
        return VolumeRecord(
            id: VolumeID(id), appName: app.name, name: document.text("name") ?? "data",
            origin: Self.origin(document.text("state")), region: region, zone: zone,
            sizeGB: document["size_gb"]?.intValue ?? 1, encrypted: document["encrypted"] != false,
            fstype: document.text("fstype") ?? "ext4",
            snapshotRetention: document["snapshot_retention"]?.intValue ?? 5,
            autoBackupEnabled: document["auto_backup_enabled"] != false, createdAt: createdAt
        )
    }

    /// Words of the service that are other words here: one that waits for its end is on the way to it, one that something
    /// is done to is there (chosen).
    private static func state(_ word: String) -> VolumeState? {
        switch word {
        case "scheduling_destroy", "waiting_for_detach": .pendingDestroy
        case "recovering", "fork_cleanup": .created
        default: VolumeState(rawValue: word)
        }
    }

    /// How a volume was made, as far as it shows on the way.
    private static func origin(_ state: String?) -> VolumeOrigin {
        switch state {
        case "restoring": .snapshot
        case "enabling_remote_export", "hydrating": .fork
        default: .blank
        }
    }
}
