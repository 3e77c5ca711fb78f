extension WireTime {
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    private static let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]

    /// Reads `Tue, 01 Nov 2011 04:58:44 GMT` (RFC 9110 section 5.6.7).
    init?(httpDate text: String) {
        let parts = text.split { $0 == " " || $0 == "," || $0 == ":" }
        guard parts.count == 8, parts[7] == "GMT", let day = Int64(parts[1]), (1...31).contains(day),
            let month = Self.months.firstIndex(of: String(parts[2])), let year = Int64(parts[3]),
            let hour = Int64(parts[4]),
            let minute = Int64(parts[5]), let second = Int64(parts[6])
        else { return nil }
        let days = Self.dayNumber(year: year, month: Int64(month) + 1, day: day)
        self.init(milliseconds: (days * 86400 + hour * 3600 + minute * 60 + second) * 1000, fractionDigits: 0)
    }

    /// Whole seconds, rounded towards the past.
    var httpDate: String {
        let base = Self.dateAndTime(seconds: Self.floored(milliseconds, 1000).quotient)
        let weekday = Self.weekdays[Int(Self.floored(base.days, 7).remainder)]
        return "\(weekday), \(Self.two(base.day)) \(Self.months[Int(base.month) - 1]) \(base.year) \(base.clock) GMT"
    }
}
