import MachineRules

extension ShellSession {
    /// `date`, `date -u`, `date +FORMAT`; always in UTC, as in a machine.
    func date(_ arguments: [String]) -> CommandResult {
        var format = "%a %b %e %H:%M:%S UTC %Y"
        for argument in arguments where argument != "-u" {
            guard argument.hasPrefix("+") else { return .failure(1, "date: invalid date '\(argument)'") }
            format = String(argument.dropFirst())
        }
        return CommandResult(now.formatted(format) + "\n")
    }
}

extension Timestamp {
    private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// The moment in UTC by the letters of `strftime` that people use; others stay as they are.
    func formatted(_ format: String) -> String {
        // `2026-08-01T12:00:00Z`
        let parts = rfc3339.split { "-T:Z".contains($0) }
        guard parts.count == 6, let month = Int(parts[1]), let day = Int(parts[2]) else { return rfc3339 }
        // The first of January 1970 was a Thursday.
        let weekday = ((seconds / 86400) % 7 + 7) % 7
        var result = ""
        var rest = Substring(format)
        while let character = rest.popFirst() {
            guard character == "%", let letter = rest.popFirst() else {
                result.append(character)
                continue
            }
            switch letter {
            case "Y": result += parts[0]
            case "m": result += parts[1]
            case "d": result += parts[2]
            case "e": result += day < 10 ? " \(day)" : "\(day)"
            case "H": result += parts[3]
            case "M": result += parts[4]
            case "S": result += parts[5]
            case "a": result += Self.days[Int(weekday)]
            case "b": result += Self.months[month - 1]
            case "F": result += "\(parts[0])-\(parts[1])-\(parts[2])"
            case "T": result += "\(parts[3]):\(parts[4]):\(parts[5])"
            case "Z": result += "UTC"
            case "s": result += "\(seconds)"
            case "%": result += "%"
            default: result += "%\(letter)"
            }
        }
        return result
    }
}
