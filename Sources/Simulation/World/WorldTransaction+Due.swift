import MachineRules
import Persistence

extension WorldTransaction {
    /// Does what fell due as if it were due now.
    /// - Returns: what was done; nil when there was nothing to do any more.
    func perform(_ work: DueWork) throws -> FiredStep? {
        switch work {
        case .step(let step): return try complete(step)
        case .timer(let timer):
            try TimerRecord.clear(timer.kind, of: timer.subject, in: database)
            switch timer.kind {
            case .schedule: return try startBySchedule(timer)
            case .purge:
                try purge(timer)
                return nil
            case .volume: return try proceed(timer)
            case .volumeDestroy: return try destroyVolume(timer)
            case .volumePurge:
                try purgeVolume(timer)
                return nil
            case .backup: return try backUp(timer)
            case .snapshot: return try proceedSnapshot(timer)
            case .snapshotExpiry:
                try dropSnapshot(timer)
                return nil
            }
        }
    }

    /// Sets a timer, and wakes the world in time for it.
    func set(_ timer: TimerRecord) throws {
        try timer.set(in: database)
        noteDue(timer.due)
    }

    /// How long a destroyed machine can still be read: flyctl asks for a release command's exit for some minutes after it
    /// is gone, and the service shows deleted machines for a while; how long is chosen.
    static let retentionOfDestroyed = Duration.seconds(24 * 3600)

    /// Forgets a destroyed machine with its history.
    private func purge(_ timer: TimerRecord) throws {
        let id = MachineID(rawValue: timer.subject)
        guard let machine = try MachineRecord.find(id, in: database), machine.state == .destroyed else { return }
        try MachineRecord.delete(id, in: database)
        noteRemoved(machine)
    }

    /// Starts a machine that has a schedule, and sets its next start.
    private func startBySchedule(_ timer: TimerRecord) throws -> FiredStep? {
        guard var machine = try MachineRecord.find(MachineID(rawValue: timer.subject), in: database),
            !machine.state.isDestroyed
        else { return nil }
        let config = try machine.parsedConfig()
        guard let schedule = config.schedule else { return nil }
        try set(
            TimerRecord(
                kind: .schedule, subject: timer.subject, appName: timer.appName, due: timer.due + schedule.interval)
        )
        let from = machine.state
        // Whatever still runs, or is on its way, is left to itself: the next turn comes.
        guard from == .stopped || from == .failed || from == .suspended else { return nil }
        let effects = try machine.lifecycle.requestStart(by: .flyd)
        try save(&machine, from: from, effects: effects, cause: .flyd, config: config)
        return FiredStep(
            at: now, kind: timer.kind.rawValue, app: machine.appName, machine: machine.id, volume: nil,
            from: from.rawValue, to: machine.state.rawValue, cause: EventSource.flyd.rawValue
        )
    }
}
