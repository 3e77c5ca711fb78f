import OrderedJSON

/// What a tool says its arguments are, as far as it takes to read one from a command line.
struct ArgumentSchema {
    private let document: JSON

    /// - Parameter document: the tool's `inputSchema`.
    init(_ document: JSON) {
        self.document = document
    }

    /// In the tool's order.
    var names: [String] { document["properties"]?.objectValue?.keys ?? [] }

    func requires(_ name: String) -> Bool { document["required"]?.arrayValue?.contains(.string(name)) ?? false }

    /// The value that a text stands for: itself wherever a text may stand, and where the tool says nothing; else the
    /// JSON that it is.
    /// - Throws: ``CommandFailure`` for a text that is nothing of what the tool takes.
    func value(of text: String, for name: String) throws(CommandFailure) -> JSON {
        guard let property = document["properties"]?[name] else { return .string(text) }
        let kinds = kinds(of: property)
        guard !kinds.isEmpty, !kinds.contains("string") else { return .string(text) }
        if let value = try? JSON(parsing: text), kinds.contains(where: { Self.is(value, $0) }) { return value }
        let wanted = kinds.map { Self.words[$0] ?? $0 }.joined(separator: " or ")
        throw .usage("\(name) has to be \(wanted), not \"\(text)\"")
    }

    /// The names of JSON Schema's types that a schema allows; empty where it does not say.
    private func kinds(of schema: JSON) -> [String] {
        if let path = schema["$ref"]?.stringValue { return target(of: path).map(kinds) ?? [] }
        if let kind = schema["type"]?.stringValue { return [kind] }
        if let several = schema["type"]?.arrayValue { return several.compactMap(\.stringValue) }
        if let values = schema["enum"]?.arrayValue ?? schema["const"].map({ [$0] }) {
            return Self.kinds.filter { kind in values.contains { Self.is($0, kind) } }
        }
        let branches = [schema["anyOf"], schema["oneOf"]].compactMap { $0?.arrayValue }.first ?? []
        let kinds = branches.map(kinds)
        // A branch that takes anything takes texts.
        return kinds.contains([]) ? [] : Array(kinds.joined())
    }

    /// What `#/$defs/Name` leads to. A schema that leads to itself is left alone: nothing says what it takes.
    private func target(of path: String) -> JSON? {
        guard path.hasPrefix("#/") else { return nil }
        let place = path.dropFirst(2).split(separator: "/").reduce(JSON?.some(document)) { $0?[String($1)] }
        return place?["$ref"] == nil && place?["anyOf"] == nil && place?["oneOf"] == nil ? place : nil
    }

    private static func `is`(_ value: JSON, _ kind: String) -> Bool {
        switch kind {
        case "integer": value.intValue != nil
        case "boolean": value.boolValue != nil
        default: value.kind == kind
        }
    }

    private static let kinds = ["string", "number", "integer", "boolean", "array", "object", "null"]

    private static let words = [
        "number": "a number", "integer": "a whole number", "boolean": "true or false", "array": "a JSON array",
        "object": "a JSON object", "null": "null",
    ]
}
