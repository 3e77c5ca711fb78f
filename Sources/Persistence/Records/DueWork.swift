package import GRDB
package import MachineRules

/// What a world does next by itself: a machine's step, or something else that has its time.
package enum DueWork: Sendable, Hashable {
    case step(PendingStep)
    case timer(TimerRecord)

    package var due: Timestamp {
        switch self {
        case .step(let step): step.due
        case .timer(let timer): timer.due
        }
    }
}

extension DueWork {
    /// What falls due, earliest first; at the same moment machines' steps come before the rest.
    /// - Parameter limit: how many at most.
    package static func next(limit: Int, in database: Database) throws -> [DueWork] {
        let steps = try PendingStep.next(limit: limit, in: database)
        let timers = try TimerRecord.next(limit: limit, in: database)
        guard !timers.isEmpty else { return steps.map(DueWork.step) }
        var work: [DueWork] = []
        var (restOfSteps, restOfTimers) = (steps[...], timers[...])
        while work.count < limit {
            let step = restOfSteps.first
            guard let timer = restOfTimers.first else {
                guard let step else { break }
                work.append(.step(step))
                restOfSteps.removeFirst()
                continue
            }
            if let step, step.due <= timer.due {
                work.append(.step(step))
                restOfSteps.removeFirst()
            } else {
                work.append(.timer(timer))
                restOfTimers.removeFirst()
            }
        }
        return work
    }

    /// What a step by hand completes: what somebody waits for, whenever it is due, and of what goes on in the
    /// background what is due by now. So a world that is moved on by hand comes to rest, though its volumes are backed
    /// up for ever.
    package static func nextAwaited(at now: Timestamp, in database: Database) throws -> DueWork? {
        let step = try PendingStep.next(limit: 1, in: database).first
        let timer = try TimerRecord.nextAwaited(at: now, in: database)
        if let step, timer.map({ step.due <= $0.due }) ?? true { return .step(step) }
        return timer.map(DueWork.timer)
    }

    /// How much is pending besides what goes on in the background.
    package static func count(in database: Database) throws -> Int {
        let timers: Int = try database.scalar("SELECT count(*) FROM timers WHERE NOT background")
        return try PendingStep.count(in: database) + timers
    }
}
