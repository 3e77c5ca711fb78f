/// Which fragments spread which, put in order without recursion: a chain of fragments may be as long as the document.
struct FragmentGraph {
    /// How large a selection set is once every fragment in it is put in place.
    struct Size {
        var fields = 0
        /// Fields that have an alias.
        var aliases = 0
        /// Selection sets inside one another, fragments included.
        var depth = 0
        /// Fields that are lists in introspection, inside one another.
        var lists = 0
        /// The same below `__schema` and `__type`, where they are such lists.
        var introspectionDepth = 0

        /// Counts stay below this, so that adding never overflows.
        static let ceiling = 1_000_000_000

        /// Takes in what stands beside it.
        mutating func add(_ other: Size) {
            fields = min(Size.ceiling, fields + other.fields)
            aliases = min(Size.ceiling, aliases + other.aliases)
            depth = max(depth, other.depth)
            lists = max(lists, other.lists)
            introspectionDepth = max(introspectionDepth, other.introspectionDepth)
        }

        /// The size with a selection set around it.
        var nested: Size {
            var size = self
            size.depth = min(Size.ceiling, depth + 1)
            return size
        }

        /// The size with a field around it.
        func inside(_ field: Field) -> Size {
            var size = nested
            size.fields = min(Size.ceiling, fields + 1)
            if field.alias != nil { size.aliases = min(Size.ceiling, aliases + 1) }
            switch field.name {
            case "fields", "interfaces", "possibleTypes", "inputFields": size.lists = min(Size.ceiling, lists + 1)
            case "__schema", "__type": size.introspectionDepth = max(introspectionDepth, lists)
            default: break
            }
            return size
        }
    }

    /// Fragments that contain themselves, or lie between two that do; in the order of the document.
    let cyclic: [String]
    private let sizes: [String: Size]

    init(_ document: ExecutableDocument) {
        let fragments = Dictionary(document.fragments.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let spreads = fragments.mapValues { Self.spreads(in: $0.selections).filter { fragments[$0] != nil } }
        var users: [String: [String]] = [:]
        for (name, targets) in spreads { for target in targets { users[target, default: []].append(name) } }

        let (leavesFirst, stuck) = Self.peel(Set(fragments.keys), needs: spreads, neededBy: users)
        var sizes: [String: Size] = [:]
        for name in leavesFirst {
            if let fragment = fragments[name] { sizes[name] = Self.size(of: fragment.selections, sizes) }
        }
        self.sizes = sizes
        // Of those that reach a cycle, the ones no cycle reaches are innocent.
        let innerUses = users.filter { stuck.contains($0.key) }.mapValues { $0.filter(stuck.contains) }
        let innerSpreads = spreads.filter { stuck.contains($0.key) }.mapValues { $0.filter(stuck.contains) }
        let (_, guilty) = Self.peel(stuck, needs: innerUses, neededBy: innerSpreads)
        cyclic = document.fragments.map(\.name).filter(guilty.contains)
    }

    /// The size of an operation's selections; only meaningful when nothing is cyclic.
    func size(of selections: [Selection]) -> Size { Self.size(of: selections, sizes) }

    private static func size(of selections: [Selection], _ sizes: [String: Size]) -> Size {
        var size = Size()
        for selection in selections {
            switch selection {
            case .field(let field): size.add(Self.size(of: field.selections, sizes).inside(field))
            case .inline(let fragment): size.add(Self.size(of: fragment.selections, sizes).nested)
            case .spread(let spread): size.add((sizes[spread.name] ?? Size()).nested)
            }
        }
        return size
    }

    /// Takes away, again and again, what needs nothing that is left.
    private static func peel(
        _ names: Set<String>, needs: [String: [String]], neededBy: [String: [String]]
    ) -> (order: [String], left: Set<String>) {
        var open = needs.mapValues(\.count)
        var order = names.filter { open[$0, default: 0] == 0 }
        var result: [String] = []
        var left = names
        while let name = order.popFirst() {
            result.append(name)
            left.remove(name)
            for user in neededBy[name] ?? [] {
                open[user, default: 0] -= 1
                if open[user] == 0 { order.insert(user) }
            }
        }
        return (result, left)
    }

    private static func spreads(in selections: [Selection]) -> [String] {
        selections.flatMap { selection -> [String] in
            switch selection {
            case .field(let field): spreads(in: field.selections)
            case .inline(let fragment): spreads(in: fragment.selections)
            case .spread(let spread): [spread.name]
            }
        }
    }
}

extension Validation {
    /// Refuses operations that grow beyond the limits once their fragments are put in place.
    /// - Returns: whether all are within them.
    mutating func checkSize(_ graph: FragmentGraph) -> Bool {
        var isWithin = true
        for (operation, scope) in zip(document.operations, uses.operations) {
            guard let (message, code) = excess(of: graph.size(of: operation.selections)) else { continue }
            isWithin = false
            report(message, code, at: operation.location, scope.path)
        }
        return isWithin
    }

    /// - Returns: what to say of an operation that is too large, and the code; nil for one that is not.
    private func excess(of size: FragmentGraph.Size) -> (message: String, code: String)? {
        if size.depth > limits.nestingDepth {
            return ("Query has depth of \(size.depth), which exceeds max depth of \(limits.nestingDepth)", "maxDepth")
        }
        if size.fields > limits.expandedFields {
            let message = "Query selects \(size.fields) fields, which exceeds the maximum of \(limits.expandedFields)"
            return (message, "maxComplexity")
        }
        if size.aliases > limits.aliases {
            return (
                "Query has \(size.aliases) aliases, which exceeds the maximum of \(limits.aliases)", "maxComplexity"
            )
        }
        if size.introspectionDepth > limits.introspectionDepth {
            let message =
                "Query nests \(size.introspectionDepth) lists of introspection, which exceeds the maximum of"
                + " \(limits.introspectionDepth)"
            return (message, "maxDepth")
        }
        return nil
    }
}
