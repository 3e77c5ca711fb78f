/// What came before what in a recording, for requests that have to do with each other: those to one path, and those to
/// a path and one below it.
///
/// An answer recorded before something that has happened already is stale, and one recorded behind a change that has
/// not been asked for yet is premature. Between the two lie the answers a reader may get.
struct RecordedOrder {
    /// The highest positions given out, of two different variants, so that one can ask for that of all others.
    private struct Highest {
        var first: (variant: Int, entry: Int)?
        var second: (variant: Int, entry: Int)?

        mutating func note(_ variant: Int, _ entry: Int) {
            if first?.variant == variant {
                first = (variant, max(entry, first?.entry ?? 0))
            } else if entry > first?.entry ?? -1 {
                second = first
                first = (variant, entry)
            } else if second?.variant == variant || entry > second?.entry ?? -1 {
                second = (variant, max(entry, second?.entry ?? 0))
            }
        }

        func entry(exceptOf variant: Int) -> Int { (first?.variant == variant ? second : first)?.entry ?? -1 }
    }

    private struct Node {
        var children: [String: Int] = [:]
        var changes: [Int] = []
        var changesBelow: [Int] = []
        var given = Highest()
        var givenBelow = Highest()
    }

    private var nodes = [Node()]
    private var isGiven: [Bool]
    private var isChange: [Bool]
    /// The highest changes given out, by the app they were made to; of GraphQL mutations, which may have been made to any;
    /// of all.
    private var changedApps: [String: Int] = [:]
    private var changedByGraphQL = -1
    private var changed = -1

    /// - Parameter changes: the requests that change something, position and path, in order.
    init(count: Int, changes: [(entry: Int, path: RequestPath)]) {
        isGiven = Array(repeating: false, count: count)
        isChange = isGiven
        for change in changes {
            isChange[change.entry] = true
            let trail = trail(change.path)
            for node in trail { nodes[node].changesBelow.append(change.entry) }
            nodes[trail[trail.count - 1]].changes.append(change.entry)
        }
    }

    /// Notes that an answer was given.
    mutating func give(_ entry: Int, variant: Int, _ path: RequestPath) {
        isGiven[entry] = true
        let trail = trail(path)
        for node in trail { nodes[node].givenBelow.note(variant, entry) }
        nodes[trail[trail.count - 1]].given.note(variant, entry)
        guard isChange[entry] else { return }
        changed = max(changed, entry)
        if path.isGraphQL { changedByGraphQL = max(changedByGraphQL, entry) }
        if let app = path.app { changedApps[app] = max(changedApps[app] ?? -1, entry) }
    }

    /// The last change given out that may have to do with a path although the paths do not: a machine that takes a volume,
    /// a mutation that gives an address. What was recorded behind it is fresher than what was recorded before.
    func lastRemoteChange(_ path: RequestPath) -> Int {
        path.isGraphQL ? changed : max(path.app.flatMap { changedApps[$0] } ?? -1, changedByGraphQL)
    }

    func wasGiven(_ entry: Int) -> Bool { isGiven[entry] }

    /// The open interval in which a reader's answer has to lie.
    /// - Parameter last: the position the reader got last, -1 for none.
    mutating func bounds(_ path: RequestPath, variant: Int, last: Int) -> (after: Int, before: Int) {
        let trail = trail(path)
        let end = trail[trail.count - 1]
        var after = nodes[end].givenBelow.entry(exceptOf: variant)
        for node in trail { after = max(after, nodes[node].given.entry(exceptOf: variant)) }
        let start = max(after, last)
        var before = firstOpen(nodes[end].changesBelow, after: start)
        for node in trail.dropLast() { before = min(before, firstOpen(nodes[node].changes, after: start)) }
        return (after, before)
    }

    private func firstOpen(_ changes: [Int], after start: Int) -> Int {
        var low = 0
        var high = changes.count
        while low < high {
            let middle = (low + high) / 2
            if changes[middle] > start { high = middle } else { low = middle + 1 }
        }
        return changes[low...].first { !isGiven[$0] } ?? .max
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
