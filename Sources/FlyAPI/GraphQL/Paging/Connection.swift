import GraphQL
import OrderedJSON

/// One page of a list in the shape of every `…Connection` type: `nodes`, `edges`, `pageInfo`, `totalCount`.
enum Connection {
    /// Cuts the page out of the whole list by the arguments of its field (reference/graphql.md, section 5.2). A cursor
    /// that cannot be read, the empty one included, cuts nothing off; negative counts are zero (chosen).
    static func page(_ all: [ResolvedValue], _ call: FlyCall) -> ResolvedValue {
        let range = range(of: all.count, call)
        let nodes = Array(all[range])
        return [
            "nodes": .list(nodes),
            "edges": .list(
                zip(range, nodes).map { position, node in ["cursor": .text(Cursor.text(position)), "node": node] }),
            "pageInfo": [
                "startCursor": .text(range.first.map(Cursor.text)), "endCursor": .text(range.last.map(Cursor.text)),
                "hasPreviousPage": .bool(range.lowerBound > 0), "hasNextPage": .bool(range.upperBound < all.count),
            ],
            "totalCount": .int(all.count),
        ]
    }

    private static func range(of count: Int, _ call: FlyCall) -> Range<Int> {
        var range = 0..<count
        if let after = call.text("after").flatMap(Cursor.position) { range = min(after + 1, count)..<count }
        if let before = call.text("before").flatMap(Cursor.position) { range = range.clamped(to: 0..<before) }
        if let first = call.arguments["first"]?.intValue { range = range.prefix(max(0, first)) }
        if let last = call.arguments["last"]?.intValue { range = range.suffix(max(0, last)) }
        return range
    }
}
