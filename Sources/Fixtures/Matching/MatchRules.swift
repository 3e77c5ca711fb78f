package import OrderedJSON

/// What of a request counts when a recording is asked for its answer.
package struct MatchRules: Sendable, Hashable {
    package enum Body: String, Sendable, Hashable, CaseIterable {
        /// JSON by meaning, whatever the order of keys and the white space; null is as good as absent.
        case normalised
        /// Byte for byte.
        case exact
        /// Not at all.
        case ignored
    }

    package var body: Body
    /// Query parameters that do not count.
    package var ignoredQuery: Set<String>
    /// Members of JSON bodies that do not count, by key, at any depth.
    package var ignoredFields: Set<String>
    /// Headers that must be equal, in lower case.
    package var headers: Set<String>

    package init(
        body: Body = .normalised, ignoredQuery: Set<String> = [], ignoredFields: Set<String> = [],
        headers: Set<String> = []
    ) {
        self.body = body
        self.ignoredQuery = ignoredQuery
        self.ignoredFields = ignoredFields
        self.headers = Set(headers.map(\.asciiLowercased))
    }

    /// Method, path, query and normalised body.
    package static let standard = MatchRules()

    /// Reads `{"body":"normalised","ignore_query":[…],"ignore_fields":[…],"headers":[…]}`.
    /// - Throws: what is no rule, by its name.
    package init(json: JSON) throws(RuleError) {
        guard case .object(let object) = json else { throw RuleError(text: "rules are an object") }
        self.init()
        for member in object {
            switch member.key {
            case "body":
                guard let body = member.value.stringValue.flatMap(Body.init) else {
                    throw RuleError(text: "body is one of normalised, exact, ignored")
                }
                self.body = body
            case "ignore_query": ignoredQuery = try Self.names(member)
            case "ignore_fields": ignoredFields = try Self.names(member)
            case "headers": headers = Set(try Self.names(member).map(\.asciiLowercased))
            default: throw RuleError(text: "unknown rule \(member.key)")
            }
        }
    }

    /// Why rules cannot be taken.
    package struct RuleError: Error, Sendable, Hashable, CustomStringConvertible {
        let text: String
        package var description: String { text }
    }

    private static func names(_ member: JSONObject.Member) throws(RuleError) -> Set<String> {
        guard let elements = member.value.arrayValue else { throw RuleError(text: "\(member.key) is a list of names") }
        return Set(elements.compactMap(\.stringValue))
    }
}
