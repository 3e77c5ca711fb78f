/// A size for people: `0 B`, `812 B`, `1.50 KB`.
enum ByteCount {
    static func text(_ bytes: Int) -> String {
        let units = ["B", "KB", "MB", "GB", "TB"]
        var unit = 0
        var divisor = 1
        while unit < units.count - 1, bytes / divisor >= 1024 {
            unit += 1
            divisor *= 1024
        }
        guard unit > 0 else { return "\(bytes) B" }
        let hundredths = Int((Double(bytes) / Double(divisor) * 100).rounded())
        let fraction = hundredths % 100
        return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction) \(units[unit])"
    }
}
