/// Which fragments spread which, put in order without recursion: a chain of fragments may be as long as the document.
struct FragmentGraph {
    /// How large a selection set is once every fragment in it is put in place.
    struct Size {
        var fields = 0
        /// Selection sets inside one another, fragments included.
        var depth = 0

        /// Counts stay below this, so that adding never overflows.
        static let ceiling = 1_000_000_000

        mutating func add(_ other: Size, below level: Int) {
            fields = min(Size.ceiling, fields + other.fields)
            depth = max(depth, min(Size.ceiling, level + other.depth))
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
            case .field(let field):
                size.add(Size(fields: 1, depth: 1), below: 0)
                size.add(Self.size(of: field.selections, sizes), below: 1)
            case .inline(let fragment): size.add(Self.size(of: fragment.selections, sizes), below: 1)
            case .spread(let spread): size.add(sizes[spread.name] ?? Size(), below: 1)
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
            let size = graph.size(of: operation.selections)
            if size.depth > limits.nestingDepth {
                isWithin = false
                report(
                    "Query has depth of \(size.depth), which exceeds max depth of \(limits.nestingDepth)",
                    "maxDepth", at: operation.location, scope.path)
            } else if size.fields > limits.expandedFields {
                isWithin = false
                report(
                    "Query selects \(size.fields) fields, which exceeds the maximum of \(limits.expandedFields)",
                    "maxComplexity", at: operation.location, scope.path)
            }
        }
        return isWithin
    }
}
