/// An instant as documents on the wire write it: RFC 3339 text.
struct WireTime: Hashable, Comparable {
    /// Unix time.
    let milliseconds: Int64
    /// How many digits of a second's fraction the text had.
    let fractionDigits: Int

    init(milliseconds: Int64, fractionDigits: Int = 3) {
        self.milliseconds = milliseconds
        self.fractionDigits = fractionDigits
    }

    /// Reads `2026-03-31T06:08:08Z`, with a fraction and an offset if need be; nil for anything else.
    init?(rfc3339 text: some Collection<UInt8>) {
        guard (20...40).contains(text.count) else { return nil }
        let bytes = Array(text)
        func number(_ start: Int, _ count: Int) -> Int64? {
            var value: Int64 = 0
            for byte in bytes[start..<start + count] {
                guard byte.isASCIIDigit else { return nil }
                value = value * 10 + Int64(byte - 0x30)
            }
            return value
        }
        guard bytes[4] == 0x2D, bytes[7] == 0x2D, bytes[10] == UInt8(ascii: "T"), bytes[13] == 0x3A, bytes[16] == 0x3A,
            let year = number(0, 4), let month = number(5, 2), let day = number(8, 2), (1...12).contains(month),
            (1...31).contains(day), let hour = number(11, 2), hour < 24, let minute = number(14, 2), minute < 60,
            let second = number(17, 2), second < 61
        else { return nil }
        var position = 19
        var fraction: Int64 = 0
        var digits = 0
        if bytes[position] == 0x2E {
            position += 1
            while position < bytes.count, bytes[position].isASCIIDigit {
                if digits < 3 { fraction = fraction * 10 + Int64(bytes[position] - 0x30) }
                digits += 1
                position += 1
            }
            guard digits > 0 else { return nil }
            for _ in digits..<max(digits, 3) { fraction *= 10 }
        }
        var offset: Int64 = 0
        if position + 1 == bytes.count, bytes[position] == UInt8(ascii: "Z") {
            offset = 0
        } else {
            guard position + 6 == bytes.count, bytes[position] == 0x2B || bytes[position] == 0x2D,
                bytes[position + 3] == 0x3A, let hours = number(position + 1, 2), let minutes = number(position + 4, 2)
            else { return nil }
            offset = (hours * 60 + minutes) * (bytes[position] == 0x2D ? -1 : 1)
        }
        let days = Self.dayNumber(year: year, month: month, day: day)
        milliseconds = ((days * 1440 + hour * 60 + minute - offset) * 60 + second) * 1000 + fraction
        fractionDigits = digits
    }

    static func < (left: WireTime, right: WireTime) -> Bool { left.milliseconds < right.milliseconds }

    /// RFC 3339 in UTC with as many digits as the original had, three at most that count.
    var text: String {
        let second = Self.floored(milliseconds, 1000)
        let base = Self.dateAndTime(seconds: second.quotient)
        let clock = "\(base.year)-\(Self.two(base.month))-\(Self.two(base.day))T\(base.clock)"
        guard fractionDigits > 0 else { return clock + "Z" }
        let digits = String(1000 + second.remainder).dropFirst()
        let fraction = (digits + String(repeating: "0", count: max(0, fractionDigits - 3))).prefix(fractionDigits)
        return "\(clock).\(fraction)Z"
    }

    /// Days since 1970-01-01 in the proleptic Gregorian calendar, by 400-year eras whose years begin in March.
    static func dayNumber(year: Int64, month: Int64, day: Int64) -> Int64 {
        let marchYear = month <= 2 ? year - 1 : year
        let (era, yearOfEra) = floored(marchYear, 400)
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    static func dateAndTime(seconds: Int64) -> (year: String, month: Int64, day: Int64, clock: String, days: Int64) {
        let (days, second) = floored(seconds, 86400)
        let (era, dayOfEra) = floored(days + 719_468, 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        let year = String(yearOfEra + era * 400 + (month <= 2 ? 1 : 0))
        let clock = "\(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60))"
        return (
            String(repeating: "0", count: max(0, 4 - year.count)) + year, month,
            dayOfYear - (153 * shifted + 2) / 5 + 1, clock, days
        )
    }

    static func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }

    static func floored(_ value: Int64, _ divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
