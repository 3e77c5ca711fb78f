/// The served part of the service's GraphQL schema, a text per topic. Names, arguments and nullability are those of the
/// official schema file; what is declared here without a resolver answers `NOT_IMPLEMENTED`.
enum FlySchema {
    static let sdl = [
        roots, mutations, scalars, paging, apps, addresses, organizations,
    ].joined(separator: "\n")

    /// The arguments of every list.
    static let page = "after: String, before: String, first: Int, last: Int"

    static let scalars = """
        scalar BigInt
        scalar ISO8601DateTime @specifiedBy(url: "https://tools.ietf.org/html/rfc3339")
        scalar JSON

        interface Node { id: ID! }
        """

    static let paging = """
        type PageInfo {
            endCursor: String
            hasNextPage: Boolean!
            hasPreviousPage: Boolean!
            startCursor: String
        }

        """ + connected.map(connection).joined(separator: "\n")

    /// The types that come in lists.
    static let connected = ["App", "IPAddress"]

    /// The two types that every list of a type comes in.
    static func connection(_ type: String) -> String {
        """
        type \(type)Connection {
            edges: [\(type)Edge]
            nodes: [\(type)]
            pageInfo: PageInfo!
            totalCount: Int!
        }
        type \(type)Edge {
            cursor: String!
            node: \(type)
        }
        """
    }
}
