/// Why a text is no GraphQL document, in the manner of graphql-ruby: the sentence ends with the place.
package struct SyntaxError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The whole sentence, for example `Expected NAME, actual: RCURLY ("}") at [1, 3]`.
    package let message: String
    /// Where reading stopped.
    package let location: SourceLocation

    /// - Parameter problem: the sentence without its place.
    init(_ problem: String, at location: SourceLocation) {
        message = "\(problem) at [\(location.line), \(location.column)]"
        self.location = location
    }

    package var description: String { message }
}
