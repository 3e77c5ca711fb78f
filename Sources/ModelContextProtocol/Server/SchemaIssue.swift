import OrderedJSON

/// One thing wrong with a tool's arguments, in the words of zod 4.
struct SchemaIssue: Hashable {
    enum Step: Hashable {
        case key(String)
        case index(Int)
    }

    let problem: Problem
    let path: [Step]

    enum Problem: Hashable {
        /// `received` is nil for a value that is not there.
        case type(expected: String, received: JSON?)
        case option(of: [String])
        case tooFew(minimum: Int)
    }

    var message: String {
        switch problem {
        case .type(let expected, let received):
            "Invalid input: expected \(expected), received \(received.map(Self.kind) ?? "undefined")"
        case .option(let values):
            "Invalid option: expected one of \(values.map { "\"\($0)\"" }.joined(separator: "|"))"
        case .tooFew(let minimum): "Too small: expected array to have >=\(minimum) items"
        }
    }

    /// `message at edits[0].oldText`: how the TypeScript SDK tells a caller about bad tool arguments.
    var sentence: String {
        guard !path.isEmpty else { return message }
        var place = ""
        for step in path {
            switch step {
            case .key(let key): place += place.isEmpty ? key : ".\(key)"
            case .index(let index): place += place.isEmpty ? "\(index)" : "[\(index)]"
            }
        }
        return "\(message) at \(place)"
    }

    /// The issue as an object, as it appears in errors about a request's `params`.
    var json: JSON {
        var object: JSONObject =
            switch problem {
            case .type(let expected, _): ["expected": .string(expected), "code": "invalid_type"]
            case .option(let values): ["code": "invalid_value", "values": .array(values.map(JSON.string))]
            case .tooFew(let minimum):
                ["origin": "array", "code": "too_small", "minimum": .int(minimum), "inclusive": true]
            }
        object["path"] = .array(
            path.map { step in
                switch step {
                case .key(let key): .string(key)
                case .index(let index): .int(index)
                }
            })
        object["message"] = .string(message)
        return .object(object)
    }

    private static func kind(_ value: JSON) -> String {
        value.boolValue == nil ? value.kind : "boolean"
    }
}
