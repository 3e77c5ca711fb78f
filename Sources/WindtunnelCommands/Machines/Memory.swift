import ArgumentParser

/// An amount of memory as text: megabytes (`512`, `512mb`) or gigabytes (`1gb`).
struct Memory: ExpressibleByArgument, Equatable {
    let megabytes: Int

    init?(argument: String) {
        let text = argument.lowercased()
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let scale: Int
        switch text.dropFirst(digits.count) {
        case "", "m", "mb": scale = 1
        case "g", "gb": scale = 1024
        default: return nil
        }
        guard let amount = Int(digits), amount > 0, amount <= 1 << 30 else { return nil }
        megabytes = amount * scale
    }
}
