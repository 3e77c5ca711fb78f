package import OrderedJSON

/// What a client asks: a document, which of its operations, and the values of that operation's variables.
package struct OperationRequest: Sendable {
    package let query: String
    /// nil when the document has one operation.
    package let operationName: String?
    /// Variables the operation does not declare are ignored; real clients send such.
    package let variables: JSONObject

    package init(query: String, operationName: String? = nil, variables: JSONObject = JSONObject()) {
        self.query = query
        self.operationName = operationName
        self.variables = variables
    }

    /// Reads the usual JSON form, `{"query": …, "operationName": …, "variables": {…}}`. The last two may be null or
    /// missing; other keys are ignored.
    /// - Throws: a failure with one error when there is no query, or when a member is of the wrong kind.
    package init(json: JSON) throws(RequestFailure) {
        guard let query = json["query"]?.stringValue else { throw Self.failure("No query string was present") }
        let name = json["operationName"] ?? .null
        guard name.isNull || name.stringValue != nil else {
            throw Self.failure("operationName must be a string")
        }
        let variables = json["variables"] ?? .null
        guard variables.isNull || variables.objectValue != nil else {
            throw Self.failure("variables must be an object")
        }
        self.init(query: query, operationName: name.stringValue, variables: variables.objectValue ?? JSONObject())
    }

    private static func failure(_ message: String) -> RequestFailure {
        RequestFailure([ResponseError(message, code: ErrorCode.invalidArguments)])
    }
}
