import MachineRules
import Persistence

extension WorldTransaction {
    /// A deleted volume can be looked at for so long before it is destroyed for good (reported: about a day).
    static let retentionOfDeletedVolumes = Duration.seconds(24 * 3600)

    // MARK: - Changes that somebody asks for

    /// Stores a volume that was just made, and sets what happens to it by itself.
    func insert(_ volume: inout VolumeRecord) throws {
        try volume.insert(in: database)
        try proceed(&volume)
        try setBackup(of: volume)
        noteChanged(volume.appName)
    }

    /// Stores a change of a volume.
    func save(_ volume: inout VolumeRecord) throws {
        try volume.update(at: now, in: database)
        noteChanged(volume.appName)
    }

    /// Puts a volume into a state, from which it goes on by itself.
    func move(_ volume: inout VolumeRecord, to state: VolumeState) throws {
        try enter(state, &volume)
        try proceed(&volume)
    }

    /// Sets, or clears, the timer of a volume's next automatic snapshot.
    func setBackup(of volume: VolumeRecord) throws {
        guard volume.autoBackupEnabled, !volume.state.isDeleted else {
            return try TimerRecord.clear(.backup, of: volume.id.rawValue, in: database)
        }
        try set(timer(.backup, of: volume, due: now + SnapshotRules.automaticInterval))
    }

    // MARK: - What falls due

    /// A volume comes to its next state.
    func proceed(_ timer: TimerRecord) throws -> FiredStep? {
        guard var volume = try volume(of: timer), let next = volume.state.next(of: volume.origin) else { return nil }
        let from = volume.state
        try move(&volume, to: next.state)
        return fired(timer, volume, from: from)
    }

    /// A deleted volume was kept long enough.
    func destroyVolume(_ timer: TimerRecord) throws -> FiredStep? {
        guard var volume = try volume(of: timer), volume.state == .pendingDestroy else { return nil }
        try move(&volume, to: .destroying)
        return fired(timer, volume, from: .pendingDestroy)
    }

    /// Forgets a volume that was destroyed; its snapshots stay.
    func purgeVolume(_ timer: TimerRecord) throws {
        guard let volume = try volume(of: timer), volume.state == .destroyed else { return }
        try VolumeRecord.delete(volume.id, in: database)
        noteChanged(volume.appName)
    }

    /// The volume a timer is about, nil when it is gone.
    func volume(of timer: TimerRecord) throws -> VolumeRecord? {
        try VolumeRecord.find(VolumeID(rawValue: timer.subject), in: database)
    }

    // MARK: - Steps

    /// Lets a volume go on from its state: a step that takes no time is over at once.
    private func proceed(_ volume: inout VolumeRecord) throws {
        while let next = volume.state.next(of: volume.origin) {
            guard let delay = pause(before: next.after) else {
                try enter(next.state, &volume)
                continue
            }
            return try set(timer(.volume, of: volume, due: now + delay))
        }
    }

    private func enter(_ state: VolumeState, _ volume: inout VolumeRecord) throws {
        volume.state = state
        switch state {
        case .pendingDestroy:
            volume.destroyedAt = now
            try TimerRecord.clear(.volume, of: volume.id.rawValue, in: database)
            try setBackup(of: volume)
            try set(timer(.volumeDestroy, of: volume, due: now + Self.retentionOfDeletedVolumes))
        case .destroyed:
            abandon(.volume(volume.id))
            try set(timer(.volumePurge, of: volume, due: now + Self.retentionOfDestroyed))
        case .creating, .restoring, .enablingRemoteExport, .hydrating, .created, .extending, .destroying: break
        }
        try save(&volume)
    }

    private func timer(_ kind: TimerRecord.Kind, of volume: VolumeRecord, due: Timestamp) -> TimerRecord {
        TimerRecord(kind: kind, subject: volume.id.rawValue, appName: volume.appName, due: due)
    }

    private func fired(_ timer: TimerRecord, _ volume: VolumeRecord, from: VolumeState) -> FiredStep {
        FiredStep(
            at: now, kind: timer.kind.rawValue, app: volume.appName, machine: nil, volume: volume.id,
            from: from.rawValue, to: volume.state.rawValue, cause: EventSource.flyd.rawValue
        )
    }
}
