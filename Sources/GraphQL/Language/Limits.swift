/// How much work a document may ask for. Every limit is there so that a hostile document gets an error in milliseconds
/// instead of a stack overflow or an answer of a gigabyte; a document of a real client stays far below all of them.
package struct Limits: Sendable, Hashable {
    /// Lexical tokens of one document.
    package var tokens: Int
    /// How deeply selection sets, list and object literals and list types may nest, and how deep the selections may
    /// become once named fragments are put in place.
    package var nestingDepth: Int
    /// Fields of the longest operation once named fragments are put in place, each time they are spread.
    package var expandedFields: Int
    /// Steps the rules that follow fragments from field to field may take: comparing overlapping fields, tracing
    /// variables.
    package var validationSteps: Int
    /// Fields of one answer, each time they are in it; introspection can otherwise be made to grow without end.
    package var responseFields: Int
    /// Errors reported for one invalid document; the rest is left out.
    package var errors: Int

    package init(
        tokens: Int = 15_000,
        nestingDepth: Int = 100,
        expandedFields: Int = 15_000,
        validationSteps: Int = 60_000,
        responseFields: Int = 500_000,
        errors: Int = 100
    ) {
        self.tokens = tokens
        self.nestingDepth = nestingDepth
        self.expandedFields = expandedFields
        self.validationSteps = validationSteps
        self.responseFields = responseFields
        self.errors = errors
    }

    /// For documents that come from a client.
    package static let standard = Limits()

    /// For schema text, which comes from the program itself and may be long.
    package static let schemaText = Limits(tokens: 1_000_000)
}
