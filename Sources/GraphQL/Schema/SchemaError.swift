/// Why a schema text makes no schema, or a resolver table does not fit its schema: a mistake of the program, not of a
/// client.
package struct SchemaError: Error, Sendable, Hashable, CustomStringConvertible {
    package let message: String
    /// Where in the schema text, when it is about one place.
    package let location: SourceLocation?

    init(_ message: String, at location: SourceLocation? = nil) {
        self.message = message
        self.location = location
    }

    package var description: String {
        location.map { "\(message) at [\($0.line), \($0.column)]" } ?? message
    }
}
