import MachineRules
import Persistence

extension WorldTransaction {
    /// Stores a snapshot whose files are there, and lets it take its course.
    func insert(_ snapshot: inout SnapshotRecord) throws {
        try snapshot.insert(in: database)
        try proceed(&snapshot)
    }

    /// A snapshot comes to its next status.
    func proceedSnapshot(_ timer: TimerRecord) throws -> FiredStep? {
        guard var snapshot = try SnapshotRecord.find(SnapshotID(rawValue: timer.subject), in: database),
            let next = snapshot.status.next
        else { return nil }
        let from = snapshot.status
        try enter(next.status, &snapshot)
        try proceed(&snapshot)
        return fired(timer, snapshot, from: from.rawValue)
    }

    /// Takes the day's snapshot of a volume and sets the time of the next; turns that were missed are not made up for.
    ///
    /// The files are copied here and now, because nobody waits for it. When that fails the snapshot is a failed one.
    func backUp(_ timer: TimerRecord) throws -> FiredStep? {
        guard let volume = try volume(of: timer), volume.autoBackupEnabled, !volume.state.isDeleted else { return nil }
        var due = timer.due
        repeat { due += SnapshotRules.automaticInterval } while due <= now
        try set(TimerRecord(kind: .backup, subject: timer.subject, appName: timer.appName, due: due))
        guard volume.state.isReadable, try SnapshotRecord.unfinished(of: volume.id, in: database) == nil else {
            return nil
        }
        let (id, digest) = newSnapshot()
        // Why it failed does not matter: the row says that it did.
        let size = try? folder.copy(.volume(volume.id), to: .snapshot(id))
        var snapshot = SnapshotRecord(
            id: id, of: volume, isAutomatic: true, size: size ?? 0, digest: digest, requestedAt: now)
        if size == nil {
            snapshot.status = .failed
            snapshot.finishedAt = now
        }
        try insert(&snapshot)
        if size == nil { try setExpiry(of: snapshot) }
        return fired(timer, snapshot, from: volume.state.rawValue)
    }

    /// Drops a snapshot with its files.
    func dropSnapshot(_ timer: TimerRecord) throws {
        let id = SnapshotID(rawValue: timer.subject)
        try SnapshotRecord.delete(id, in: database)
        abandon(.snapshot(id))
    }

    /// Makes the identity of a snapshot.
    func newSnapshot() -> (id: SnapshotID, digest: String) {
        random { generator in
            (Identifiers.snapshotID(using: &generator), Identifiers.snapshotDigest(using: &generator))
        }
    }

    private func proceed(_ snapshot: inout SnapshotRecord) throws {
        while let next = snapshot.status.next {
            guard let delay = pause(before: next.after) else {
                try enter(next.status, &snapshot)
                continue
            }
            return try set(timer(.snapshot, of: snapshot, due: now + delay))
        }
    }

    private func enter(_ status: SnapshotStatus, _ snapshot: inout SnapshotRecord) throws {
        snapshot.status = status
        if status.isFinished {
            snapshot.finishedAt = now
            try setExpiry(of: snapshot)
        }
        try snapshot.update(in: database)
    }

    /// A snapshot is kept for its retention.
    /// - Parameter begin: what this counts from where it is not when the snapshot was done.
    func setExpiry(of snapshot: SnapshotRecord, from begin: Timestamp? = nil) throws {
        let due = SnapshotRules.expiry(of: begin ?? snapshot.finishedAt ?? now, days: snapshot.retentionDays)
        try set(timer(.snapshotExpiry, of: snapshot, due: due))
    }

    private func timer(_ kind: TimerRecord.Kind, of snapshot: SnapshotRecord, due: Timestamp) -> TimerRecord {
        TimerRecord(kind: kind, subject: snapshot.id.rawValue, appName: snapshot.appName, due: due)
    }

    private func fired(_ timer: TimerRecord, _ snapshot: SnapshotRecord, from: String) -> FiredStep {
        FiredStep(
            at: now, kind: timer.kind.rawValue, app: snapshot.appName, machine: nil, volume: snapshot.volumeID,
            from: from, to: snapshot.status.rawValue, cause: EventSource.flyd.rawValue
        )
    }
}
