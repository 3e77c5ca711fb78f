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
}
