/// A request the service refuses, with everything the answer needs: the status and the literal text.
package struct Refusal: Error, Sendable, Hashable {
    /// Why, in the classes the service knows; each is one HTTP status.
    package enum Kind: Sendable, Hashable, CaseIterable {
        case invalidArgument
        case unauthenticated
        case forbidden
        case notFound
        case timeout
        case conflict
        case failedPrecondition
        case tooLarge
        case unprocessable
        case rateLimited
        case notImplemented
        case unavailable

        /// The HTTP status of the answer.
        package var httpStatus: Int {
            switch self {
            case .invalidArgument: 400
            case .unauthenticated: 401
            case .forbidden: 403
            case .notFound: 404
            case .timeout: 408
            case .conflict: 409
            case .failedPrecondition: 412
            case .tooLarge: 413
            case .unprocessable: 422
            case .rateLimited: 429
            case .notImplemented: 501
            case .unavailable: 503
            }
        }
    }

    /// The class of the refusal, and with it the HTTP status.
    package let kind: Kind

    /// The literal `error` text of the answer, including a prefix such as `failed_precondition: ` where it has one.
    package let text: String

    /// The classified code beside it, `name_taken` or `insufficient_capacity`; most refusals have none.
    package let status: String?

    /// The refusal of a cause, as its row of the table has it.
    /// - Parameter values: for each placeholder of the row's text its value. One too few or too many ends a debug build,
    ///   and so every test that comes by; in a release the placeholder stands in the text.
    package init(_ cause: RefusalCause, _ values: KeyValuePairs<String, any CustomStringConvertible> = [:]) {
        let row = cause.row
        assert(
            values.map(\.key).sorted() == row.placeholders.sorted(),
            "The text of \(cause) needs values for \(row.placeholders), not for \(values.map(\.key))")
        self.init(row.kind, row.text(with: values), status: row.status)
    }

    /// For the table, and for tests to write down what they expect.
    init(_ kind: Kind, _ text: String, status: String? = nil) {
        self.kind = kind
        self.text = text
        self.status = status
    }
}

extension Refusal: CustomStringConvertible {
    package var description: String { "\(kind.httpStatus) \(text)" }
}
