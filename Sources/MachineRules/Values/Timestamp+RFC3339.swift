extension Timestamp {
    /// Reads an RFC 3339 text as Go's `time.Parse` does: upper-case `T` and `Z`, an offset of hours and minutes, a
    /// fraction of any length of which three digits count, years 0000 to 9999, no leap second.
    package init?(rfc3339 text: String) {
        var reader = DateReader(text)
        guard let year = reader.digits(4), reader.skip("-"),
            let month = reader.digits(2), reader.skip("-"),
            let day = reader.digits(2), reader.skip("T"),
            let hour = reader.digits(2), reader.skip(":"),
            let minute = reader.digits(2), reader.skip(":"),
            let second = reader.digits(2),
            let fraction = reader.milliseconds(),
            let offset = reader.offsetMinutes(),
            reader.isAtEnd,
            (1...12).contains(month), (1...Self.days(inMonth: month, of: year)).contains(day),
            hour < 24, minute < 60, second < 60
        else { return nil }
        let days = Self.dayNumber(year: year, month: month, day: day)
        let seconds = days * 86400 + hour * 3600 + (minute - offset) * 60 + second
        self.init(milliseconds: seconds * 1000 + fraction)
    }

    /// Whole seconds in UTC, rounded towards the past: `2026-03-31T06:08:08Z`. What machines, leases and certificates
    /// show (recorded).
    package var rfc3339: String { dateAndTime.text + "Z" }

    /// UTC with three digits of milliseconds: `2026-03-31T06:08:08.123Z`. What volumes and exit events show (recorded).
    package var rfc3339Milliseconds: String {
        let (text, fraction) = dateAndTime
        return "\(text).\(Self.padded(fraction, to: 3))Z"
    }

    private var dateAndTime: (text: String, milliseconds: Int64) {
        let (seconds, fraction) = milliseconds.flooredQuotient(1000)
        let (days, second) = seconds.flooredQuotient(86400)
        let date = Self.date(dayNumber: days)
        let year = date.year < 0 ? "-" + Self.padded(-date.year, to: 4) : Self.padded(date.year, to: 4)
        let pair = { (number: Int64) in Self.padded(number, to: 2) }
        let clock = "\(pair(second / 3600)):\(pair(second / 60 % 60)):\(pair(second % 60))"
        return ("\(year)-\(pair(date.month))-\(pair(date.day))T\(clock)", fraction)
    }

    private static func padded(_ number: Int64, to width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

/// The proleptic Gregorian calendar by the arithmetic of 400-year eras whose years begin in March, so that the leap day
/// comes last.
extension Timestamp {
    private static func days(inMonth month: Int64, of year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days since 1970-01-01.
    private static func dayNumber(year: Int64, month: Int64, day: Int64) -> Int64 {
        let (era, yearOfEra) = (month <= 2 ? year - 1 : year).flooredQuotient(400)
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    private static func date(dayNumber: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let (era, dayOfEra) = (dayNumber + 719_468).flooredQuotient(146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        let year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }
}

/// Walks over the bytes of a date text.
private struct DateReader {
    private var rest: Substring.UTF8View

    init(_ text: String) {
        rest = Substring(text).utf8
    }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard let first = rest.first, first == UInt8(ascii: character) else { return false }
        rest.removeFirst()
        return true
    }

    mutating func digit() -> Int64? {
        guard let first = rest.first, first >= UInt8(ascii: "0"), first <= UInt8(ascii: "9") else { return nil }
        rest.removeFirst()
        return Int64(first - UInt8(ascii: "0"))
    }

    mutating func digits(_ count: Int) -> Int64? {
        var value: Int64 = 0
        for _ in 0..<count {
            guard let digit = digit() else { return nil }
            value = value * 10 + digit
        }
        return value
    }

    /// The fraction where there is one, else 0; nil for a point without digits.
    mutating func milliseconds() -> Int64? {
        guard skip(".") else { return 0 }
        guard var value = digit() else { return nil }
        var count = 1
        while let digit = digit() {
            if count < 3 { value = value * 10 + digit }
            count += 1
        }
        return count == 1 ? value * 100 : count == 2 ? value * 10 : value
    }

    mutating func offsetMinutes() -> Int64? {
        if skip("Z") { return 0 }
        let isNegative = skip("-")
        guard isNegative || skip("+"), let hours = digits(2), skip(":"), let minutes = digits(2),
            hours < 24, minutes < 60
        else { return nil }
        return (isNegative ? -1 : 1) * (hours * 60 + minutes)
    }
}
