/// What came before what in a recording, for requests that have to do with each other: those to one path, and those to
/// a path and one below it.
///
/// An answer recorded before something that has happened already is stale, and one recorded behind a change that has
/// not been asked for yet is premature. Between the two lie the answers a reader may get.
struct RecordedOrder {
    /// A request that changes something.
    struct Change {
        let rank: Int
        let path: RequestPath
        /// Whether it adds to what stands below its path and leaves the rest alone.
        let isCreation: Bool
    }

    /// The highest ranks given out, of two different variants, so that one can ask for that of all others.
    private struct Highest {
        var first: (variant: Int, rank: Int)?
        var second: (variant: Int, rank: Int)?

        mutating func note(_ variant: Int, _ rank: Int) {
            if first?.variant == variant {
                first = (variant, max(rank, first?.rank ?? 0))
            } else if rank > first?.rank ?? -1 {
                second = first
                first = (variant, rank)
            } else if second?.variant == variant || rank > second?.rank ?? -1 {
                second = (variant, max(rank, second?.rank ?? 0))
            }
        }

        func rank(exceptOf variant: Int) -> Int { (first?.variant == variant ? second : first)?.rank ?? -1 }
    }

    private struct Node {
        var children: [String: Int] = [:]
        /// Requests to this path that change what is below it, and those that only add to it.
        var changes: [Int] = []
        var creations: [Int] = []
        /// Creations at the path above that speak of this one by its name; nil until asked for.
        var makers: [Int]?
        var changesBelow: [Int] = []
        /// Without creations.
        var given = Highest()
        var givenBelow = Highest()
    }

    private let timeline: Timeline
    private var nodes = [Node()]
    /// The nodes from the root to the path of a variant.
    private var trails: [Int: [Int]] = [:]
    private var isGiven: [Bool]
    private var isChange: [Bool]
    private var isCreation: [Bool]
    /// The highest changes given out, by the app they were made to; of GraphQL mutations, which may have been made to any;
    /// of all.
    private var changedApps: [String: Int] = [:]
    private var changedByGraphQL = -1
    private var changed = -1

    /// - Parameter changes: in their order.
    init(_ timeline: Timeline, _ changes: [Change]) {
        self.timeline = timeline
        isGiven = Array(repeating: false, count: timeline.count)
        isChange = isGiven
        isCreation = isGiven
        for change in changes {
            isChange[change.rank] = true
            isCreation[change.rank] = change.isCreation
            let trail = trail(change.path)
            for node in trail { nodes[node].changesBelow.append(change.rank) }
            let end = trail[trail.count - 1]
            if change.isCreation {
                nodes[end].creations.append(change.rank)
            } else {
                nodes[end].changes.append(change.rank)
            }
        }
    }

    /// Notes that an answer was given.
    mutating func give(_ rank: Int, variant: Int, _ path: RequestPath) {
        isGiven[rank] = true
        let trail = trail(path, of: variant)
        for node in trail { nodes[node].givenBelow.note(variant, rank) }
        if !isCreation[rank] { nodes[trail[trail.count - 1]].given.note(variant, rank) }
        guard isChange[rank] else { return }
        changed = max(changed, rank)
        if path.isGraphQL { changedByGraphQL = max(changedByGraphQL, rank) }
        if let app = path.app { changedApps[app] = max(changedApps[app] ?? -1, rank) }
    }

    func wasGiven(_ rank: Int) -> Bool { isGiven[rank] }

    /// The last change given out that may have to do with a path although the paths do not: a machine that takes a volume,
    /// a mutation that gives an address. What was recorded behind it is fresher than what was recorded before.
    func lastRemoteChange(_ path: RequestPath) -> Int {
        path.isGraphQL ? changed : max(path.app.flatMap { changedApps[$0] } ?? -1, changedByGraphQL)
    }

    /// The open interval in which a reader's answer has to lie.
    /// - Parameter last: the rank the reader got last, -1 for none.
    mutating func bounds(_ path: RequestPath, variant: Int, last: Int) -> (after: Int, before: Int) {
        let trail = trail(path, of: variant)
        let end = trail[trail.count - 1]
        var after = nodes[end].givenBelow.rank(exceptOf: variant)
        for (depth, node) in trail.enumerated() {
            after = max(after, nodes[node].given.rank(exceptOf: variant))
            guard depth > 0 else { continue }
            let makers = makers(of: node, named: path.segments[depth - 1], below: trail[depth - 1])
            after = max(after, makers.last { isGiven[$0] } ?? -1)
        }
        let start = max(after, last)
        var before = firstOpen(nodes[end].changesBelow, after: start)
        for (depth, node) in trail.enumerated() {
            if node != end { before = min(before, firstOpen(nodes[node].changes, after: start)) }
            if depth > 0 { before = min(before, firstOpen(nodes[node].makers ?? [], after: start)) }
        }
        return (after, before)
    }

    private func firstOpen(_ changes: [Int], after start: Int) -> Int {
        changes[changes.firstIndex(after: start)...].first { !isGiven[$0] } ?? .max
    }

    /// What is added to a collection has nothing to do with what else is in it. A creation tells whose it is: by the name
    /// it asks for, or the id it answers with.
    private mutating func makers(of node: Int, named name: String, below parent: Int) -> [Int] {
        if let known = nodes[node].makers { return known }
        let text = Array(name.utf8)
        let makers = nodes[parent].creations.filter { rank in
            timeline.document.bytes[timeline.outline(rank).range].firstOccurrence(of: text) != nil
        }
        nodes[node].makers = makers
        return makers
    }

    private mutating func trail(_ path: RequestPath, of variant: Int) -> [Int] {
        if let known = trails[variant] { return known }
        let trail = trail(path)
        trails[variant] = trail
        return trail
    }

    private mutating func trail(_ path: RequestPath) -> [Int] {
        var trail = [0]
        trail.reserveCapacity(path.segments.count + 1)
        var node = 0
        for segment in path.segments {
            if let child = nodes[node].children[segment] {
                node = child
            } else {
                nodes.append(Node())
                nodes[node].children[segment] = nodes.count - 1
                node = nodes.count - 1
            }
            trail.append(node)
        }
        return trail
    }
}
