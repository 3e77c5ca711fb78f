import GraphQL
import OrderedJSON

/// Tells a field of the real schema that is not served from a field that nobody has.
///
/// Validation would call both unknown, which is wrong about the first; so a document that does not validate is looked
/// through for fields of ``FlySchema/unserved``, and when it has some, they are the answer and nothing is executed.
struct UnservedFields {
    private let schema: Schema
    private let fragments: [String: FragmentDefinition]
    private var visited: Set<String> = []
    private var path: [String] = []
    private var errors: [ResponseError] = []

    /// - Returns: an error for each place, in the order of the document; empty for a text that is no document.
    static func errors(in query: String, schema: Schema, limits: Limits) -> [ResponseError] {
        // What is wrong with a text that does not parse was told by then.
        guard let document = try? ExecutableDocument(parsing: query, limits: limits) else { return [] }
        var search = UnservedFields(document, schema: schema)
        for operation in document.operations {
            if let root = schema.rootType(operation.kind) { search.visit(operation.selections, on: root) }
        }
        return Array(search.errors.prefix(limits.errors))
    }

    private init(_ document: ExecutableDocument, schema: Schema) {
        self.schema = schema
        fragments = Dictionary(document.fragments.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    private mutating func visit(_ selections: [Selection], on typeName: String) {
        for selection in selections {
            switch selection {
            case .field(let field):
                path.append(field.responseKey)
                visit(field, on: typeName)
                path.removeLast()
            case .inline(let fragment): visit(fragment.selections, on: fragment.typeCondition ?? typeName)
            case .spread(let spread):
                // A fragment that contains itself is visited once like every other.
                if visited.insert(spread.name).inserted, let fragment = fragments[spread.name] {
                    visit(fragment.selections, on: fragment.typeCondition)
                }
            }
        }
    }

    private mutating func visit(_ field: Field, on typeName: String) {
        if let type = schema[typeName]?.field(field.name)?.type.name {
            visit(field.selections, on: type)
        } else if FlySchema.unserved[typeName]?.contains(field.name) == true {
            errors.append(
                ResponseError(
                    "Field '\(typeName).\(field.name)' is not implemented", at: [field.location],
                    path: path.map { .string($0) }, code: ErrorCode.notImplemented))
        }
    }
}
