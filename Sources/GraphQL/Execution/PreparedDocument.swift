import Synchronization

/// A document that was parsed and found valid: it can be executed as often as you like, with any variables, and may be
/// kept in a cache under its text.
package final class PreparedDocument<Context: Sendable>: Sendable {
    let document: ExecutableDocument
    let fragments: [String: FragmentDefinition]
    private let planIsFixed: Bool
    /// The plans of operations by their place in the document, of those that were executed.
    private let plans = Mutex<[SourceLocation: SelectionPlan<Context>]>([:])

    init(_ document: ExecutableDocument) {
        self.document = document
        fragments = Dictionary(document.fragments.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        planIsFixed =
            !document.operations.contains { Self.hasOpenConditions($0.selections) }
            && !document.fragments.contains { Self.hasOpenConditions($0.selections) }
    }

    /// The plan of an operation: the same for all executions unless they decide what is asked.
    func plan(
        of operation: OperationDefinition, on root: String, by planner: Planner<Context>
    ) -> SelectionPlan<Context> {
        guard planIsFixed else { return planner.plan(operation.selections, on: root) }
        if let known = plans.withLock({ $0[operation.location] }) { return known }
        let plan = planner.plan(operation.selections, on: root)
        plans.withLock { $0[operation.location] = plan }
        return plan
    }

    /// Whether `@skip` or `@include` hang on a variable somewhere.
    private static func hasOpenConditions(_ selections: [Selection]) -> Bool {
        selections.contains { selection in
            switch selection {
            case .field(let field): isOpen(field.directives) || hasOpenConditions(field.selections)
            case .inline(let fragment): isOpen(fragment.directives) || hasOpenConditions(fragment.selections)
            case .spread(let spread): isOpen(spread.directives)
            }
        }
    }

    private static func isOpen(_ directives: [AppliedDirective]) -> Bool {
        directives.contains { $0.arguments.contains(where: \.value.holdsVariables) }
    }

    /// The operations, in order: their kinds and names tell what a request is about without executing it.
    package var operations: [OperationDefinition] { document.operations }

    /// Chooses the operation to execute (specification section 6.1, "GetOperation").
    /// - Parameter name: as the request gives it; an empty one counts as none.
    package func operation(named name: String?) throws(RequestFailure) -> OperationDefinition {
        guard let name, !name.isEmpty else {
            if operations.count == 1 { return operations[0] }
            throw RequestFailure([ResponseError("An operation name is required")])
        }
        guard let operation = operations.first(where: { $0.name == name }) else {
            throw RequestFailure([ResponseError("No operation named \(Literal.quoted(name))")])
        }
        return operation
    }

    /// The fields an operation selects at its root by name, fragments in their place, each once: what a fault rule or
    /// a journal wants to know of a request. Conditions (`@skip`, `@include`) are not looked at.
    package func rootFields(of operation: OperationDefinition) -> [String] {
        var names: [String] = []
        var visited: Set<String> = []
        var open = Array(operation.selections.reversed())
        while let selection = open.popLast() {
            switch selection {
            case .field(let field): if !names.contains(field.name) { names.append(field.name) }
            case .inline(let fragment): open.append(contentsOf: fragment.selections.reversed())
            case .spread(let spread):
                if visited.insert(spread.name).inserted, let fragment = fragments[spread.name] {
                    open.append(contentsOf: fragment.selections.reversed())
                }
            }
        }
        return names
    }
}
