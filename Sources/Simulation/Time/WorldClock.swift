package import MachineRules
package import Persistence

/// A world's time as a function of wall time: it runs at some speed, or stands still.
package struct WorldClock: Sendable, Hashable {
    package private(set) var record: WorldRecord.Clock

    package init(_ record: WorldRecord.Clock) {
        self.record = record
    }

    package var isFrozen: Bool { record.isFrozen }
    package var speed: Double { record.speed }

    package func now(wall: Timestamp) -> Timestamp {
        guard !record.isFrozen else { return record.worldAnchor }
        let elapsed = Double(wall.milliseconds - record.wallAnchor.milliseconds) * record.speed
        return Timestamp(milliseconds: record.worldAnchor.milliseconds + Int64(elapsed))
    }

    /// How long the wall clock runs until the world reaches `time`; nil while the world stands still.
    package func wallDelay(until time: Timestamp, wall: Timestamp) -> Duration? {
        guard !record.isFrozen else { return nil }
        let ahead = Double(time.milliseconds - now(wall: wall).milliseconds) / record.speed
        return .milliseconds(max(0, ahead.rounded(.up)))
    }

    package mutating func freeze(wall: Timestamp) {
        anchor(at: now(wall: wall), wall: wall)
        record.isFrozen = true
    }

    package mutating func run(wall: Timestamp) {
        anchor(at: now(wall: wall), wall: wall)
        record.isFrozen = false
    }

    package mutating func setSpeed(_ speed: Double, wall: Timestamp) {
        anchor(at: now(wall: wall), wall: wall)
        record.speed = speed
    }

    /// Puts the world at `time`, from where it goes on as before.
    package mutating func set(_ time: Timestamp, wall: Timestamp) {
        anchor(at: time, wall: wall)
    }

    private mutating func anchor(at time: Timestamp, wall: Timestamp) {
        record.worldAnchor = time
        record.wallAnchor = wall
    }
}

extension Duration {
    static func milliseconds(_ value: Double) -> Duration {
        .milliseconds(Int64(min(value, 1e15)))
    }
}
