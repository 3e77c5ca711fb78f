import ArgumentParser
import OrderedJSON

/// One argument of a tool as text: `KEY=VALUE`, read as the tool's schema says, or `KEY:=JSON`, whatever it says.
struct ToolArgument: ExpressibleByArgument, Equatable {
    enum Value: Equatable {
        case text(String)
        case json(JSON)
    }

    let key: String
    let value: Value

    init?(argument: String) {
        guard let pair = KeyValue(argument: argument) else { return nil }
        guard pair.key.hasSuffix(":") else {
            key = pair.key
            value = .text(pair.value)
            return
        }
        guard pair.key.count > 1, let json = try? JSON(parsing: pair.value) else { return nil }
        key = String(pair.key.dropLast())
        value = .json(json)
    }

    /// What the tool is sent.
    func json(by schema: ArgumentSchema) throws(CommandFailure) -> JSON {
        switch value {
        case .text(let text): try schema.value(of: text, for: key)
        case .json(let json): json
        }
    }
}
