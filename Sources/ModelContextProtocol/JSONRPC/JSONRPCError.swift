package import OrderedJSON

/// The `error` member of a reply.
package struct JSONRPCError: Error, Sendable, Hashable {
    /// What kind of error.
    package let code: Code
    /// For people.
    package let message: String
    /// Whatever the code calls for; left out when nil.
    package let data: JSON?

    /// An error as it goes on the wire.
    package init(_ code: Code, _ message: String, data: JSON? = nil) {
        self.code = code
        self.message = message
        self.data = data
    }

    /// The codes of JSON-RPC 2.0 and of the MCP revisions up to 2026-07-28.
    package enum Code: Int, Sendable {
        case parseError = -32700
        case invalidRequest = -32600
        case methodNotFound = -32601
        case invalidParams = -32602
        case internalError = -32603
        /// Legacy revisions only; later ones use `invalidParams`.
        case resourceNotFound = -32002
        /// Revision 2026-07-28: a header disagrees with the body.
        case headerMismatch = -32020
        /// Revision 2026-07-28: the client did not declare what the request needs.
        case missingClientCapability = -32021
        /// Revision 2026-07-28: `data` lists the versions that would do.
        case unsupportedVersion = -32022
        /// Revision 2025-11-25 only.
        case urlElicitationRequired = -32042
    }

    /// With the keys `code`, `message` and, if there is any, `data`.
    package var json: JSON {
        var object: JSONObject = ["code": .int(code.rawValue), "message": .string(message)]
        if let data { object["data"] = data }
        return .object(object)
    }
}
