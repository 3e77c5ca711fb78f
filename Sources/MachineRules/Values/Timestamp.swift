/// A moment in Unix milliseconds: the one notion of time that rules, rows and answers share.
///
/// Coded as a bare integer of milliseconds.
package struct Timestamp: Sendable, Hashable, Comparable {
    /// Milliseconds since 1970-01-01T00:00:00Z; negative before.
    package var milliseconds: Int64

    /// The moment so many milliseconds after 1970 began.
    package init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// Whole Unix seconds, rounded towards the past.
    package var seconds: Int64 { milliseconds.flooredQuotient(1000).quotient }

    package static func < (left: Timestamp, right: Timestamp) -> Bool { left.milliseconds < right.milliseconds }
}

extension Timestamp {
    /// Later by a duration (earlier by a negative one), rounded down to the millisecond; stays at the ends of the range
    /// instead of overflowing.
    package static func + (moment: Timestamp, duration: Duration) -> Timestamp {
        let (seconds, attoseconds) = duration.components
        let fraction = attoseconds.flooredQuotient(1_000_000_000_000_000).quotient
        let whole = seconds.multipliedReportingOverflow(by: 1000)
        let edge = Timestamp(milliseconds: duration < .zero ? .min : .max)
        guard !whole.overflow else { return edge }
        let step = whole.partialValue.addingReportingOverflow(fraction)
        guard !step.overflow else { return edge }
        let sum = moment.milliseconds.addingReportingOverflow(step.partialValue)
        return sum.overflow ? edge : Timestamp(milliseconds: sum.partialValue)
    }

    /// Moves the moment by a duration, as `+` does.
    package static func += (moment: inout Timestamp, duration: Duration) {
        moment = moment + duration
    }

    /// How long after `earlier` this moment is.
    package static func - (later: Timestamp, earlier: Timestamp) -> Duration {
        .milliseconds(later.milliseconds) - .milliseconds(earlier.milliseconds)
    }
}

extension Timestamp: Codable {
    package init(from decoder: any Decoder) throws {
        milliseconds = try decoder.singleValueContainer().decode(Int64.self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(milliseconds)
    }
}

extension Int64 {
    /// Division that rounds towards minus infinity, with the remainder that is never negative.
    func flooredQuotient(_ divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
