/// The served part of the service's GraphQL schema, a text per topic. Names, arguments and nullability are those of the
/// official schema file. What is declared here but resolved nowhere, and what is only named in ``unserved``, answers
/// `NOT_IMPLEMENTED`.
enum FlySchema {
    static let sdl = [
        roots, scalars, lists, apps, appParts, releases, addresses, organizations, users, machines, volumes, platform,
        mutationInputs,
    ].joined(separator: "\n")

    /// The arguments of every list.
    static let page = "after: String, before: String, first: Int, last: Int"

    static let scalars = """
        scalar BigInt
        scalar ISO8601DateTime @specifiedBy(url: "https://tools.ietf.org/html/rfc3339")
        scalar JSON

        interface Node { id: ID! }
        """
}
