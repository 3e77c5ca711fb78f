/// How much work a document may ask for. Every limit is there so that a hostile document gets an error in milliseconds
/// instead of a stack overflow or an answer of a gigabyte; a document of a real client stays far below all of them.
package struct Limits: Sendable, Hashable {
    /// Bytes of one document.
    package var bytes: Int
    /// Lexical tokens of one document.
    package var tokens: Int
    /// How deeply selection sets, list and object literals and list types may nest, and how deep the selections may
    /// become once named fragments are put in place.
    package var nestingDepth: Int
    /// Fields of the longest operation once named fragments are put in place, each time they are spread.
    package var expandedFields: Int
    /// Fields of the longest operation that are given another name, counted likewise: how often one field of a root may
    /// be resolved by one request.
    package var aliases: Int
    /// Lists of introspection (`fields`, `interfaces`, `possibleTypes`, `inputFields`) inside one another: each makes
    /// the answer longer by a factor. What tools ask for has one.
    package var introspectionDepth: Int
    /// Values in the variables of one request, the elements of lists and members of objects among them.
    package var variableValues: Int
    /// Steps the rules that follow fragments from field to field may take: comparing overlapping fields, tracing
    /// variables.
    package var validationSteps: Int
    /// Fields of one answer, each time they are in it; introspection can otherwise be made to grow without end.
    package var responseFields: Int
    /// Errors reported for one invalid document; the rest is left out.
    package var errors: Int
    /// Errors of fields reported in one answer; the null of each further one stands without an error.
    package var fieldErrors: Int

    package init(
        bytes: Int = 1_048_576,
        tokens: Int = 15_000,
        nestingDepth: Int = 100,
        expandedFields: Int = 15_000,
        aliases: Int = 1_000,
        introspectionDepth: Int = 2,
        variableValues: Int = 100_000,
        validationSteps: Int = 60_000,
        responseFields: Int = 500_000,
        errors: Int = 100,
        fieldErrors: Int = 1_000
    ) {
        self.bytes = bytes
        self.tokens = tokens
        self.nestingDepth = nestingDepth
        self.expandedFields = expandedFields
        self.aliases = aliases
        self.introspectionDepth = introspectionDepth
        self.variableValues = variableValues
        self.validationSteps = validationSteps
        self.responseFields = responseFields
        self.errors = errors
        self.fieldErrors = fieldErrors
    }

    /// For documents that come from a client.
    package static let standard = Limits()

    /// For schema text, which comes from the program itself and may be long.
    package static let schemaText = Limits(tokens: 1_000_000)
}
