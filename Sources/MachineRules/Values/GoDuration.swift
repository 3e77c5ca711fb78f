/// A span of time in whole nanoseconds with the grammar and the words of Go's `time.Duration`, the form every duration
/// has on the wire.
package struct GoDuration: Sendable, Hashable {
    /// The whole length; negative durations are allowed.
    package var nanoseconds: Int64

    /// A duration of so many nanoseconds.
    package init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    /// Nil for whatever `init(parsing:)` refuses.
    package init?(_ text: String) {
        guard case .parsed(let value) = Self.parse(text) else { return nil }
        nanoseconds = value
    }

    /// Whole nanoseconds of a duration, rounded towards zero; at the end of the range where it does not fit.
    package init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let whole = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let sum = whole.partialValue.addingReportingOverflow(attoseconds / 1_000_000_000)
        nanoseconds = whole.overflow || sum.overflow ? (seconds < 0 ? .min : .max) : sum.partialValue
    }

    /// The same span as the standard library's type.
    package var duration: Duration { .nanoseconds(nanoseconds) }

    /// Go's normal form: `15s`, `1m0s`, `1h0m0s`, `1.5s`, `500ms`, `0s`.
    package var text: String {
        let sign = nanoseconds < 0 ? "-" : ""
        let total = nanoseconds.magnitude
        switch total {
        case 0: return "0s"
        case ..<1000: return "\(sign)\(total)ns"
        case ..<1_000_000: return "\(sign)\(Self.decimal(total, over: 1000))µs"
        case ..<1_000_000_000: return "\(sign)\(Self.decimal(total, over: 1_000_000))ms"
        default: break
        }
        let minutes = total / 60_000_000_000
        var text = sign
        if minutes >= 60 { text += "\(minutes / 60)h" }
        if minutes >= 1 { text += "\(minutes % 60)m" }
        return text + "\(Self.decimal(total % 60_000_000_000, over: 1_000_000_000))s"
    }

    /// `value / unit` without trailing zeros; `unit` is a power of ten.
    private static func decimal(_ value: UInt64, over unit: UInt64) -> String {
        let (whole, fraction) = value.quotientAndRemainder(dividingBy: unit)
        guard fraction > 0 else { return "\(whole)" }
        var digits = String(String(unit + fraction).dropFirst())
        while digits.hasSuffix("0") { digits.removeLast() }
        return "\(whole).\(digits)"
    }
}

extension GoDuration: Comparable {
    package static func < (left: GoDuration, right: GoDuration) -> Bool { left.nanoseconds < right.nanoseconds }
}

extension GoDuration: CustomStringConvertible {
    package var description: String { text }
}
