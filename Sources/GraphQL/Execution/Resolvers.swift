package import OrderedJSON

/// One field being resolved: what its resolver is told.
package struct ResolverCall<Context: Sendable>: Sendable {
    /// The object type the field is on.
    package let typeName: String
    package let fieldName: String
    /// What the field above gave; null at the root.
    package let parent: ResolvedValue
    /// Coerced by the schema: enums and IDs are text, defaults are filled in, and an argument that was not given and
    /// has no default is absent.
    package let arguments: JSONObject
    package let context: Context

    /// The parent as the Swift value it was made of.
    /// - Throws: a `FieldError` when it is something else, which is a mistake in the resolver table.
    package func parent<Parent: Sendable>(as type: Parent.Type = Parent.self) throws(FieldError) -> Parent {
        if case .object(_, let value) = parent, let typed = value as? Parent { return typed }
        throw FieldError("The parent of \(typeName).\(fieldName) is no \(type)", code: ErrorCode.internalError)
    }
}

/// How the fields of a schema get their values: a table from `Type.field` to a function.
///
/// A field without an entry takes the member of that name from its parent when the parent is a JSON object.
package struct Resolvers<Context: Sendable>: Sendable {
    package typealias Resolver = @Sendable (ResolverCall<Context>) async throws -> ResolvedValue
    /// A resolver that never waits: what it gives is in its parent already.
    package typealias Reading = @Sendable (ResolverCall<Context>) throws -> ResolvedValue

    /// How one field gets its value.
    enum Entry {
        case waiting(Resolver)
        case reading(Reading)
    }

    /// By type name, then by field name.
    private var table: [String: [String: Entry]] = [:]

    package init() {}

    /// - Parameter table: keys of the form `Type.field`.
    package init(_ table: [String: Resolver]) {
        for (name, resolver) in table { self[name] = resolver }
    }

    /// The resolver of `Type.field`.
    package subscript(name: String) -> Resolver? {
        get {
            let (type, field) = Self.split(name)
            return switch table[type]?[field] {
            case .waiting(let resolver): resolver
            case .reading(let reading): { call in try reading(call) }
            case nil: nil
            }
        }
        set {
            let (type, field) = Self.split(name)
            table[type, default: [:]][field] = newValue.map(Entry.waiting)
        }
    }

    /// Sets the resolver of `Type.field` for parents that are Swift values of one type.
    package mutating func set<Parent: Sendable>(
        _ name: String, on type: Parent.Type,
        _ resolver: @escaping @Sendable (Parent, ResolverCall<Context>) async throws -> ResolvedValue
    ) {
        self[name] = { call in try await resolver(call.parent(as: type), call) }
    }

    /// Sets the resolver of `Type.field` for parents that are Swift values of one type and need not be asked further.
    /// Such a field costs a fraction of one that may wait.
    package mutating func setReading<Parent: Sendable>(
        _ name: String, on type: Parent.Type,
        _ reading: @escaping @Sendable (Parent, ResolverCall<Context>) throws -> ResolvedValue
    ) {
        let (typeName, field) = Self.split(name)
        table[typeName, default: [:]][field] = .reading { call in try reading(call.parent(as: type), call) }
    }

    /// Takes over all entries of another table; its entry stands where both have one.
    package mutating func merge(_ other: Resolvers<Context>) {
        table.merge(other.table) { mine, theirs in mine.merging(theirs) { _, their in their } }
    }

    /// The names of all entries, sorted.
    package var names: [String] {
        table.flatMap { type, fields in fields.keys.map { "\(type).\($0)" } }.sorted()
    }

    func entry(_ field: String, on type: String) -> Entry? { table[type]?[field] }

    private static func split(_ name: String) -> (type: String, field: String) {
        guard let dot = name.firstIndex(of: ".") else { return (name, "") }
        return (String(name[..<dot]), String(name[name.index(after: dot)...]))
    }
}

/// The codes this module itself puts into `extensions.code` during execution.
package enum ErrorCode {
    /// A field of the schema that nothing resolves.
    package static let notImplemented = "NOT_IMPLEMENTED"
    /// A mistake of a resolver: a value that does not fit its type, or an error it did not mean to throw.
    package static let internalError = "INTERNAL_SERVER_ERROR"
    /// An answer that grew beyond `Limits.responseFields`.
    package static let tooComplex = "maxComplexity"
    /// A variable whose value does not fit, or a choice of operation that cannot be made.
    package static let invalidArguments = "INVALID_ARGUMENTS"
}
