import ArgumentParser
import OrderedJSON

/// One argument of a tool as text: `KEY=TEXT`, or `KEY:=JSON` for numbers, lists and the like.
struct ToolArgument: ExpressibleByArgument, Equatable {
    let key: String
    let value: JSON

    init?(argument: String) {
        guard let pair = KeyValue(argument: argument) else { return nil }
        guard pair.key.hasSuffix(":") else {
            key = pair.key
            value = .string(pair.value)
            return
        }
        guard pair.key.count > 1, let json = try? JSON(parsing: pair.value) else { return nil }
        key = String(pair.key.dropLast())
        value = json
    }
}
