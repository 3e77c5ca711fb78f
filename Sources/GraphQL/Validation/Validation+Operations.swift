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
        for (operation, scope) in zip(document.operations, uses.operations) {
            guard schema.rootType(operation.kind) == nil else {
                if operation.kind == .subscription { checkSingleRootField(operation, scope) }
                continue
            }
            let kind = operation.kind.rawValue
            report(
                "Schema is not configured for \(operation.kind == .query ? "queries" : kind + "s")",
                "missing\(kind.prefix(1).uppercased())\(kind.dropFirst())Configuration",
                at: operation.location, scope.path)
        }
    }

    /// A subscription is to one thing, which its fragments may not multiply (specification section 5.2.3.1).
    private mutating func checkSingleRootField(_ operation: OperationDefinition, _ scope: DocumentUses.Scope) {
        let fields = rootFields(of: operation)
        if Set(fields.map(\.responseKey)).count != 1 {
            report(
                "A subscription operation may only have one selection", "notSingleSubscription",
                at: operation.location, scope.path)
        } else if fields.contains(where: { $0.name.hasPrefix("__") }) {
            report(
                "A subscription operation may not select an introspection field", "notSingleSubscription",
                at: operation.location, scope.path)
        }
    }

    private func rootFields(of operation: OperationDefinition) -> [Field] {
        let fragments = Dictionary(document.fragments.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        var fields: [Field] = []
        var visited: Set<String> = []
        var open = operation.selections
        while let selection = open.popLast() {
            switch selection {
            case .field(let field): fields.append(field)
            case .inline(let fragment): open.append(contentsOf: fragment.selections)
            case .spread(let spread):
                if visited.insert(spread.name).inserted, let fragment = fragments[spread.name] {
                    open.append(contentsOf: fragment.selections)
                }
            }
        }
        return fields
    }
}
