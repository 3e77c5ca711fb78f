import GraphQL
import OrderedJSON
import Simulation

/// One page of a list in the shape of every `…Connection` type: `nodes`, `edges`, `pageInfo`, `totalCount`.
struct Connection: Sendable {
    /// A place in the list, with the node that is there.
    struct Edge: Sendable {
        let position: Int
        let node: ResolvedValue
    }

    private let nodes: [ResolvedValue]
    /// How many elements come before the page.
    private let start: Int
    private let total: Int

    /// Cuts the page out of the whole list (reference/graphql.md, section 5.2). A cursor that cannot be read, the empty
    /// one included, cuts nothing off; negative counts are zero (chosen).
    init(_ all: [ResolvedValue], _ arguments: JSONObject) {
        var range = 0..<all.count
        if let after = arguments.text("after").flatMap(Cursor.position) {
            range = min(max(0, after + 1), all.count)..<all.count
        }
        if let before = arguments.text("before").flatMap(Cursor.position) {
            range = range.clamped(to: 0..<max(0, before))
        }
        if let first = arguments["first"]?.intValue {
            range = range.lowerBound..<min(range.upperBound, range.lowerBound + max(0, first))
        }
        if let last = arguments["last"]?.intValue {
            range = max(range.lowerBound, range.upperBound - max(0, last))..<range.upperBound
        }
        nodes = Array(all[range])
        start = range.lowerBound
        total = all.count
    }

    /// The page as a field of type `<elementType>Connection`, the page's bounds from the field's arguments.
    static func page(_ elementType: String, _ all: [ResolvedValue], _ call: FlyCall) -> ResolvedValue {
        .object(typeName: elementType + "Connection", Connection(all, call.arguments))
    }

    /// - Parameter elementTypes: the beginnings of the connection types' names.
    static func addResolvers(for elementTypes: [String], to resolvers: inout FlyResolvers) {
        for type in elementTypes {
            resolvers.define(
                type + "Connection", on: Connection.self,
                [
                    "nodes": { page, _ in .list(page.nodes) },
                    "edges": { page, _ in
                        .list(
                            page.nodes.enumerated().map { offset, node in
                                .object(typeName: type + "Edge", Edge(position: page.start + offset, node: node))
                            }
                        )
                    },
                    "pageInfo": { page, _ in .json(page.pageInfo) },
                    "totalCount": { page, _ in .json(.int(page.total)) },
                ]
            )
            resolvers.define(
                type + "Edge", on: Edge.self,
                [
                    "cursor": { edge, _ in .text(Cursor.text(edge.position)) },
                    "node": { edge, _ in edge.node },
                ]
            )
        }
    }

    private var pageInfo: JSON {
        [
            "startCursor": nodes.isEmpty ? .null : .string(Cursor.text(start)),
            "endCursor": nodes.isEmpty ? .null : .string(Cursor.text(start + nodes.count - 1)),
            "hasPreviousPage": .bool(start > 0),
            "hasNextPage": .bool(start + nodes.count < total),
        ]
    }
}
