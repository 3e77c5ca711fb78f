import GraphQL
import HTTPTypes
import OrderedJSON

/// What the body of `POST /graphql` says (reference/graphql.md, sections 1.1 and 1.4).
enum GraphQLBody {
    case request(OperationRequest)
    /// The answer instead; its texts are chosen.
    case refused(HTTPResponse.Status, String)

    /// Reads `query`, `variables` and `operationName`; other keys are ignored, and so is what follows the first JSON
    /// value, because one client sends a line break there.
    static func read(_ bytes: [UInt8]) -> GraphQLBody {
        do throws(JSONSyntaxError) {
            return read(try JSON.parsePrefix(of: bytes).0)
        } catch {
            return .refused(.badRequest, "The request body is not JSON: \(error)")
        }
    }

    private static func read(_ document: JSON) -> GraphQLBody {
        guard case .object(let object) = document else {
            return .refused(.badRequest, "The request body must be a JSON object, not \(document.kind)")
        }
        guard let query = text("query", of: object) else { return .refused(.badRequest, "query must be a string") }
        guard let name = text("operationName", of: object) else {
            return .refused(.badRequest, "operationName must be a string")
        }
        guard let variables = variables(object["variables"] ?? .null) else {
            return .refused(.badRequest, "variables must be an object")
        }
        // A request that lacks its document is a well-formed one with an error in it.
        if query.isEmpty { return .refused(.ok, "No query string was present") }
        return .request(
            OperationRequest(query: query, operationName: name.isEmpty ? nil : name, variables: variables))
    }

    /// The text at a key, empty when it is absent or null; nil when it is something else.
    private static func text(_ key: String, of object: JSONObject) -> String? {
        switch object[key] ?? .null {
        case .null: ""
        case .string(let text): text
        default: nil
        }
    }

    /// An object; null for none; or the text of an object, which some tools send and Ruby servers take.
    private static func variables(_ value: JSON) -> JSONObject? {
        switch value {
        case .null: JSONObject()
        case .object(let object): object
        case .string(""): JSONObject()
        // Whether the text cannot be read or is no object makes no difference to the answer.
        case .string(let text): (try? JSON(parsing: text))?.objectValue
        default: nil
        }
    }
}
