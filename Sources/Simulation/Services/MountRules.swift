import MachineRules
import Persistence

/// Which volume a machine's mount means, and whether it may have it (reference/machines-rest.md, sections 3.7, 4.5, 4.10).
enum MountRules {
    /// The volume that a configuration's mount names, by id or, as the guide does, by name.
    ///
    /// Of several volumes with that name the first free one that is ready counts. Nil for a configuration without
    /// mounts.
    /// - Throws: `Refusal` 404 for a volume that is not there, 412 for one that another machine has or that is not
    ///   ready.
    static func claim(
        _ config: MachineConfig,
        for machine: MachineRecord?,
        in app: AppName,
        _ transaction: WorldTransaction
    ) throws -> VolumeRecord? {
        guard let mount = config.mounts.first else { return nil }
        let candidates = try candidates(for: mount.volume, in: app, transaction)
        let own = candidates.first { $0.attachedMachineID == machine?.id && machine != nil }
        let free = candidates.filter { $0.attachedMachineID == nil }
        guard let volume = own ?? free.first(where: \.state.isMountable) ?? free.first ?? candidates.first else {
            throw Refusal(.volumeNotFound)
        }
        if let holder = volume.attachedMachineID, holder != machine?.id {
            throw Refusal(.volumeClaimed, ["machine": holder])
        }
        guard own != nil || volume.state.isMountable else { throw volume.state.refusal(to: "attach") }
        if let machine, volume.region != machine.region {
            throw Refusal(
                .volumeElsewhere, ["volume": volume.id, "region": volume.region, "wanted": machine.region])
        }
        return volume
    }

    /// Attaches the volume of a new version and lets go of the old version's.
    ///
    /// Another volume in the place of an attached one is refused: 412 (the text is chosen).
    static func exchange(
        for machine: MachineRecord,
        _ volume: VolumeRecord?,
        _ transaction: WorldTransaction
    ) throws {
        let before = try VolumeRecord.attached(to: machine.id, in: transaction.database)
        if let before, let volume, before.id != volume.id {
            throw Refusal(.volumeUnchangeable, ["machine": machine.id, "volume": before.id])
        }
        if var before, volume == nil {
            before.attachedMachineID = nil
            try transaction.save(&before)
        }
        if before == nil { try volume?.attach(to: machine.id, transaction) }
    }

    private static func candidates(
        for text: String,
        in app: AppName,
        _ transaction: WorldTransaction
    ) throws -> [VolumeRecord] {
        let byID = try VolumeRecord.find(VolumeID(rawValue: text), in: transaction.database)
        if let byID, byID.appName == app, byID.destroyedAt == nil { return [byID] }
        return try VolumeRecord.named(text, in: app, transaction.database)
    }
}

extension VolumeRecord {
    func attach(to machine: MachineID, _ transaction: WorldTransaction) throws {
        var volume = self
        volume.attachedMachineID = machine
        volume.mountedOnce = true
        try transaction.save(&volume)
    }
}
