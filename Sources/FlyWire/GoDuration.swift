/// Durations as Go writes and reads them (`1h30m`, `1.5s`, `500ms`), the form every duration of the API has.
package enum GoDuration {
    private static let nanosecondsPerUnit: [(suffix: String, nanoseconds: Double)] = [
        ("ns", 1), ("us", 1e3), ("µs", 1e3), ("μs", 1e3), ("ms", 1e6), ("s", 1e9), ("m", 60e9), ("h", 3600e9),
    ]

    /// Reads a non-negative duration: a sequence of decimal numbers with units, or `0`.
    /// - Returns: nil when the text is none, or is longer than some two hundred years.
    package static func parse(_ text: String) -> Duration? {
        if text == "0" { return .zero }
        var rest = Substring(text)
        guard !rest.isEmpty else { return nil }
        var total = 0.0
        while !rest.isEmpty {
            let number = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            rest = rest.dropFirst(number.count)
            let unit = rest.prefix { !($0.isASCII && ($0.isNumber || $0 == ".")) }
            rest = rest.dropFirst(unit.count)
            guard let value = Double(number), let scale = nanosecondsPerUnit.first(where: { $0.suffix == unit }) else {
                return nil
            }
            total += value * scale.nanoseconds
        }
        guard total < 6e18 else { return nil }
        return .nanoseconds(Int64(total.rounded()))
    }
}
