/// Specification section 5.2: operations.
extension Validation {
    mutating func checkOperations() {
        if document.operations.isEmpty {
            report("The document has no operation", "operationMissing", at: document.fragments.map(\.location), nil)
        }
        let named = Dictionary(grouping: document.operations.filter { $0.name != nil }, by: { $0.name ?? "" })
        for (name, operations) in named where operations.count > 1 {
            report(
                "Operation name \"\(name)\" must be unique", "uniquelyNamedOperations",
                at: operations.map(\.location), nil)
        }
        let anonymous = document.operations.filter { $0.name == nil }
        if !anonymous.isEmpty, document.operations.count > 1 {
            report(
                "Operation name is required when multiple operations are present", "uniquelyNamedOperations",
                at: anonymous.map(\.location), nil)
        }
        for (operation, scope) in zip(document.operations, uses.operations)
        where schema.rootType(operation.kind) == nil {
            let kind = operation.kind.rawValue
            report(
                "Schema is not configured for \(operation.kind == .query ? "queries" : kind + "s")",
                "missing\(kind.prefix(1).uppercased())\(kind.dropFirst())Configuration",
                at: operation.location, scope.path)
        }
    }
}
