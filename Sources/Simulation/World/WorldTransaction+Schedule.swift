import MachineRules
import Persistence

extension WorldTransaction {
    /// Sets, keeps or ends the schedule of a machine that got a configuration
    /// (reference/machines-rest.md, section 4.6): it counts from here where it is new or another.
    /// - Parameter previous: what the machine had before.
    func follow(
        _ schedule: MachineConfig.Schedule?, insteadOf previous: MachineConfig.Schedule?, of machine: MachineRecord
    )
        throws
    {
        let subject = machine.id.rawValue
        guard let schedule else { return try TimerRecord.clear(.schedule, of: subject, in: database) }
        if schedule == previous, try TimerRecord.due(.schedule, of: subject, in: database) != nil { return }
        try set(
            TimerRecord(kind: .schedule, subject: subject, appName: machine.appName, due: now + schedule.interval)
        )
    }
}
