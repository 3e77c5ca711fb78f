import Glibc

/// A moment in Unix milliseconds, and how it is written.
struct WallTime: Sendable, Equatable {
    let milliseconds: Int

    /// What the system's clock shows. Only log lines are stamped with it; the emulated time is the emulator's own.
    static func current() -> WallTime {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return WallTime(milliseconds: time.tv_sec * 1000 + time.tv_nsec / 1_000_000)
    }

    /// `2026-03-31T06:08:08.123Z`
    var rfc3339: String {
        let (year, month, day) = date
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))T\(timeOfDay)Z"
    }

    /// `06:08:08.123`, in UTC
    var timeOfDay: String {
        let inDay = milliseconds - days * 86_400_000
        let (seconds, rest) = inDay.quotientAndRemainder(dividingBy: 1000)
        let clock = [seconds / 3600, seconds / 60 % 60, seconds % 60].map { padded($0, 2) }.joined(separator: ":")
        return "\(clock).\(padded(rest, 3))"
    }

    private var days: Int { Int((Double(milliseconds) / 86_400_000).rounded(.down)) }

    /// The Gregorian date, counted in years that begin in March so that the leap day comes last.
    private var date: (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let march = (5 * dayOfYear + 2) / 153
        let month = march < 10 ? march + 3 : march - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * march + 2) / 5 + 1)
    }

    private func padded(_ value: Int, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
