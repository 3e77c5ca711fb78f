package import OrderedJSON

/// One entry of `errors` in a response (specification section 7.1.2).
package struct ResponseError: Error, Sendable, Hashable {
    package let message: String
    /// Where in the document; empty leaves the key out.
    package let locations: [SourceLocation]
    /// Response keys and list indices, or for an invalid document the nodes on the way; empty leaves the key out.
    package let path: [JSON]
    /// `extensions.code`; nil leaves `extensions` out. No other extension is ever sent, because clients decode the
    /// others in ways of their own.
    package let code: String?

    package init(_ message: String, at locations: [SourceLocation] = [], path: [JSON] = [], code: String? = nil) {
        self.message = message
        self.locations = locations
        self.path = path
        self.code = code
    }

    /// A syntax error as an entry; like graphql-ruby's it has no code.
    package init(_ error: SyntaxError) {
        self.init(error.message, at: [error.location])
    }

    package var json: JSON {
        var pairs: [(String, JSON)] = [("message", .string(message))]
        if !locations.isEmpty {
            let places = locations.map { JSON.object(["line": .int($0.line), "column": .int($0.column)]) }
            pairs.append(("locations", .array(places)))
        }
        if !path.isEmpty { pairs.append(("path", .array(path))) }
        if let code { pairs.append(("extensions", .object(["code": .string(code)]))) }
        return .object(JSONObject(pairs))
    }
}

/// Why a request was not executed at all: its document, its variables or the choice of its operation is wrong
/// (specification section 7.1, "request errors").
package struct RequestFailure: Error, Sendable, Hashable {
    /// At least one, in the order of the document.
    package let errors: [ResponseError]

    package init(_ errors: [ResponseError]) {
        self.errors = errors
    }

    /// The whole response: `errors` alone, without `data`.
    package var response: JSON { .object(["errors": .array(errors.map(\.json))]) }
}

/// What a resolver throws to answer an error: null stands in the field's place, and the message and code become an
/// entry of `errors` with the field's path and location.
package struct FieldError: Error, Sendable, Hashable {
    package let message: String
    /// `extensions.code`, for example `NOT_FOUND`.
    package let code: String?

    package init(_ message: String, code: String? = nil) {
        self.message = message
        self.code = code
    }
}
