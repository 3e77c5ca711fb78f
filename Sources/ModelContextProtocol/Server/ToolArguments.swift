package import OrderedJSON

/// Arguments that have passed their tool's schema, so a required one is there and of the right kind.
package struct ToolArguments: Sendable, Hashable {
    /// All of them, unknown ones included.
    package let object: JSONObject

    /// Takes arguments that were checked.
    package init(_ object: JSONObject) {
        self.object = object
    }

    /// A required string; the schema makes sure of it.
    package func text(_ name: String) -> String { object[name]?.stringValue ?? "" }

    /// A required array of strings, or an optional one left out.
    package func texts(_ name: String) -> [String] { object[name]?.arrayValue?.compactMap(\.stringValue) ?? [] }

    /// Nil when left out.
    package func number(_ name: String) -> Double? { object[name]?.doubleValue }

    /// False when left out.
    package func flag(_ name: String) -> Bool { object[name]?.boolValue ?? false }
}
