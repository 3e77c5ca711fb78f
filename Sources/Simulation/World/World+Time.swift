package import MachineRules
import Persistence

extension World {
    /// Nothing needs more steps than this to become idle; a machine that does crashes and is restarted for ever.
    private static let mostStepsUntilIdle = 1_000
    /// Nothing needs more steps than this in one moment; a machine that does crashes and restarts without taking time.
    private static let mostStepsInOneMoment = 1_000

    /// How much is pending besides periodic work and held requests.
    package func pendingSteps() async throws -> Int {
        try await store.read { try DueWork.count(in: $0) }
    }

    /// Moves the world's time on to `time`, completing on the way whatever falls due, each at its own time.
    /// - Throws: `ClockError.backwards`; `ClockError.neverIdle` for a world that would never get past a moment.
    package func advance(to time: Timestamp) async throws -> [FiredStep] {
        guard time >= now else { throw ClockError.backwards(now: now) }
        guard stepping != .stepped else {
            try await setClock { clock, wall in clock.set(time, wall: wall) }
            return []
        }
        return try await byHand {
            var fired: [FiredStep] = []
            var inThisMoment: [String: Int] = [:]
            repeat {
                guard let step = try await performNext(by: time) else { continue }
                if step.at != fired.last?.at { inThisMoment = [:] }
                fired.append(step)
                inThisMoment[step.subject, default: 0] += 1
                if inThisMoment[step.subject] == Self.mostStepsInOneMoment {
                    throw ClockError.neverIdle(steps: fired.count)
                }
            } while try await hasDue(by: time) || now < time
            return fired
        }
    }

    /// Moves the world's time on until nothing but periodic work is pending.
    /// - Throws: `ClockError.neverIdle` for a world that has no end.
    package func advanceUntilIdle() async throws -> [FiredStep] {
        try await byHand {
            var fired: [FiredStep] = []
            var steps: [String: Int] = [:]
            while try await pendingSteps() > 0 {
                guard let step = try await performNext(by: nil) else { continue }
                fired.append(step)
                steps[step.subject, default: 0] += 1
                if steps[step.subject] == Self.mostStepsUntilIdle {
                    throw ClockError.neverIdle(steps: fired.count)
                }
            }
            return fired
        }
    }

    /// Completes the next pending step whatever the clock says; the clock stays where it is. What goes on in the
    /// background has to be due.
    package func step() async throws -> [FiredStep] {
        try await completeNext().map { [$0] } ?? []
    }

    private func hasDue(by time: Timestamp) async throws -> Bool {
        try await store.read { try DueWork.next(limit: 1, in: $0).first }.map { $0.due <= time } ?? false
    }
}

/// Why a clock could not be moved.
package enum ClockError: Error, Sendable, Hashable {
    case backwards(now: Timestamp)
    case neverIdle(steps: Int)
}

extension World {
    /// What a list of worlds tells of one.
    package func summary() async throws -> (apps: Int, machines: Int, createdAt: Timestamp) {
        try await store.read { database in
            let record = try WorldRecord.find(in: database)
            return (
                try AppRecord.count(in: database), try MachineRecord.count(in: database),
                record?.createdAt ?? self.now
            )
        }
    }
}
