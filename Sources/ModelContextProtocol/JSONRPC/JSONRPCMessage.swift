package import OrderedJSON

/// One JSON-RPC 2.0 message as it stands on one line.
///
/// The grammar is the one the TypeScript SDK (1.30) enforces, because the built-in servers stand in for programs
/// written with it: `jsonrpc` is `"2.0"`, `params` and `params._meta` are objects, and a key that has no place in the
/// message disqualifies it.
package enum JSONRPCMessage: Sendable, Hashable {
    case request(id: JSONRPCID, method: String, params: JSONObject?)
    case notification(method: String, params: JSONObject?)
    /// An answer to something we asked; `id` is nil only in an error about a message whose id could not be read.
    case response(id: JSONRPCID?, content: Content)
    case unusable(Flaw)

    /// What a response carries.
    package enum Content: Sendable, Hashable {
        case result(JSONObject)
        case error(JSONObject)
    }

    /// Why a line is no message. A stdio server says nothing about any of them; an HTTP transport answers -32700 to
    /// the first two and -32600 to the others.
    package enum Flaw: Sendable, Hashable {
        case blank
        case notJSON(JSONSyntaxError)
        /// An array: batches were withdrawn in revision 2025-06-18.
        case batch
        case notJSONRPC
    }

    /// Reads one line, with or without the white space around it.
    package init(line: some Sequence<UInt8>) {
        do throws(JSONSyntaxError) {
            self.init(try JSON(parsing: line))
        } catch {
            self = .unusable(error == .empty ? .blank : .notJSON(error))
        }
    }

    /// Classifies a document that is parsed already.
    package init(_ document: JSON) {
        switch document {
        case .object(let object): self = Self.classify(object) ?? .unusable(.notJSONRPC)
        case .array: self = .unusable(.batch)
        default: self = .unusable(.notJSONRPC)
        }
    }

    private static func classify(_ object: JSONObject) -> JSONRPCMessage? {
        guard object["jsonrpc"] == "2.0" else { return nil }
        var id: JSONRPCID?
        if let value = object["id"] {
            guard let known = JSONRPCID(value) else { return nil }
            id = known
        }
        if let method = object["method"]?.stringValue {
            guard hasOnly(["jsonrpc", "id", "method", "params"], in: object), isParams(object["params"]) else {
                return nil
            }
            let params = object["params"]?.objectValue
            return if let id {
                .request(id: id, method: method, params: params)
            } else {
                .notification(method: method, params: params)
            }
        }
        if let id, let result = object["result"]?.objectValue, hasOnly(["jsonrpc", "id", "result"], in: object) {
            return .response(id: id, content: .result(result))
        }
        if let error = object["error"]?.objectValue, hasOnly(["jsonrpc", "id", "error"], in: object),
            error["code"]?.intValue != nil, error["message"]?.stringValue != nil
        {
            return .response(id: id, content: .error(error))
        }
        return nil
    }

    private static func hasOnly(_ keys: Set<String>, in object: JSONObject) -> Bool {
        object.members.allSatisfy { keys.contains($0.key) }
    }

    private static func isParams(_ value: JSON?) -> Bool {
        guard let value else { return true }
        guard let params = value.objectValue else { return false }
        guard let meta = params["_meta"] else { return true }
        return meta.objectValue != nil
    }
}
