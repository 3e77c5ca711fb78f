/// A point in time as JavaScript shows a `Date` in a machine that runs on universal time:
/// `Thu Jan 01 1970 00:00:00 GMT+0000 (Coordinated Universal Time)`.
enum JavaScriptDate {
    /// - Parameter seconds: since 1970.
    static func text(_ seconds: Int) -> String {
        let days = seconds.dividedDown(by: 86_400)
        let second = seconds - days * 86_400
        let (year, month, day) = civil(days)
        let weekday = weekdays[(days + 4) - (days + 4).dividedDown(by: 7) * 7]
        let time = [second / 3600, second / 60 % 60, second % 60].map(twoDigits).joined(separator: ":")
        return "\(weekday) \(months[month - 1]) \(twoDigits(day)) \(fourDigits(year)) \(time) "
            + "GMT+0000 (Coordinated Universal Time)"
    }

    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// The Gregorian date of a day counted from 1970-01-01. Years are taken to begin in March, so that the leap day is
    /// the last of its year.
    private static func civil(_ days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = shifted.dividedDown(by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    private static func fourDigits(_ number: Int) -> String {
        String(repeating: "0", count: max(0, 4 - "\(number)".count)) + "\(number)"
    }
}

extension Int {
    /// Rounded towards minus infinity, for times before 1970.
    fileprivate func dividedDown(by divisor: Int) -> Int {
        self >= 0 ? self / divisor : (self - divisor + 1) / divisor
    }
}
