package import OrderedJSON

/// A reply on its way out, with the key order the peer's SDK family uses. Order means nothing to a parser, but people
/// compare transcripts.
package struct JSONRPCReply: Sendable, Hashable {
    /// The request's; nil when it could not be read.
    package let id: JSONRPCID?
    /// What came of it.
    package let outcome: Outcome

    /// A result or an error, never both.
    package enum Outcome: Sendable, Hashable {
        case result(JSONObject)
        case error(JSONRPCError)
    }

    /// Whose habits to follow.
    package enum KeyOrder: Sendable, Hashable {
        /// Results as `result`, `jsonrpc`, `id`; errors as `jsonrpc`, `id`, `error`.
        case typeScript
        /// Always `jsonrpc`, `id`, then the content.
        case python
    }

    init(id: JSONRPCID?, outcome: Outcome) {
        self.id = id
        self.outcome = outcome
    }

    /// A success.
    package init(to id: JSONRPCID, result: JSONObject) {
        self.id = id
        outcome = .result(result)
    }

    /// An id of nil becomes null: the request's own could not be read.
    package init(to id: JSONRPCID?, error: JSONRPCError) {
        self.id = id
        outcome = .error(error)
    }

    /// The message as a document, its keys in the order asked for.
    package func json(order: KeyOrder = .typeScript) -> JSON {
        let id = id?.json ?? .null
        return switch (outcome, order) {
        case (.result(let result), .typeScript): ["result": .object(result), "jsonrpc": "2.0", "id": id]
        case (.result(let result), .python): ["jsonrpc": "2.0", "id": id, "result": .object(result)]
        case (.error(let error), _): ["jsonrpc": "2.0", "id": id, "error": error.json]
        }
    }
}
