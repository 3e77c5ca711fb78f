import GraphQL
import OrderedJSON

/// The answer of a GraphQL operation with every alias put back to the name of its field, so that it can be read without
/// the document that asked for it.
struct GraphQLAnswer {
    /// A field of the operation itself.
    struct RootField {
        let name: String
        /// Variables put in.
        let arguments: JSONObject
        /// Null for a field that failed.
        let value: JSON
    }

    let isMutation: Bool
    let fields: [RootField]

    /// Nil for what is no GraphQL: a body without a query, a query that cannot be read, an answer without data.
    init?(request: JSONObject, answer: JSON?) {
        guard let text = request["query"]?.stringValue, let data = answer?["data"]?.objectValue,
            let document = try? ExecutableDocument(parsing: text)
        else { return nil }
        let wanted = request.text("operationName")
        guard let operation = document.operations.first(where: { wanted == nil || $0.name == wanted }) else {
            return nil
        }
        var variables = request["variables"]?.objectValue ?? [:]
        for variable in operation.variables {
            if let value = variable.defaultValue { variables.setDefault(variable.name, value.json([:])) }
        }
        let fragments = Dictionary(document.fragments.map { ($0.name, $0.selections) }) { first, _ in first }
        var fields: [RootField] = []
        for field in Self.fields(of: operation.selections, fragments) {
            guard let value = data[field.responseKey] else { continue }
            let arguments = JSONObject(field.arguments.map { ($0.name, $0.value.json(variables)) })
            fields.append(
                RootField(
                    name: field.name, arguments: arguments, value: Self.named(value, field.selections, fragments)))
        }
        isMutation = operation.kind == .mutation
        self.fields = fields
    }

    private typealias Fragments = [String: [Selection]]

    /// The value with the names of its fields in the place of their aliases; of two with one name the first counts.
    private static func named(_ value: JSON, _ selections: [Selection], _ fragments: Fragments) -> JSON {
        switch value {
        case .array(let elements): return .array(elements.map { named($0, selections, fragments) })
        case .object(let object):
            var result: JSONObject = [:]
            for field in fields(of: selections, fragments) {
                guard let value = object[field.responseKey] else { continue }
                result.setDefault(field.name, named(value, field.selections, fragments))
            }
            return .object(result)
        case .null, .bool, .number, .string: return value
        }
    }

    /// The fields of a selection set, those of its fragments too, whatever type these are for.
    /// - Parameter depth: fragments within fragments; a document with a circle has an answer of errors only.
    private static func fields(of selections: [Selection], _ fragments: Fragments, depth: Int = 0) -> [Field] {
        guard depth < 32 else { return [] }
        return selections.flatMap { selection in
            switch selection {
            case .field(let field): [field]
            case .inline(let fragment): fields(of: fragment.selections, fragments, depth: depth + 1)
            case .spread(let spread): fields(of: fragments[spread.name] ?? [], fragments, depth: depth + 1)
            }
        }
    }
}

extension Literal {
    /// The value with the variables put in; one that was not sent is null.
    fileprivate func json(_ variables: JSONObject) -> JSON {
        switch kind {
        case .null: .null
        case .boolean(let value): .bool(value)
        case .int(let text), .float(let text): .number(JSONNumber(text: text))
        case .string(let text), .enumeration(let text): .string(text)
        case .variable(let name): variables[name] ?? .null
        case .list(let items): .array(items.map { $0.json(variables) })
        case .object(let members): .object(JSONObject(members.map { ($0.name, $0.value.json(variables)) }))
        }
    }
}
