/// The service's GraphQL schema, whole, a text per topic. Names, arguments and nullability are those of the official
/// schema file, descriptions are left out. A field that no resolver and no value of its parent answers is answered by
/// `NOT_IMPLEMENTED`, so a document may ask for anything that the service has.
enum FlySchema {
    static let sdl = [
        // The objects that are served, with the fields that most documents ask for.
        roots, scalars, lists, apps, appParts, releases, addresses, organizations, users, machines, volumes, platform,
        mutationInputs,
        // What is added to them, by topic.
        accounts, addOns, addressMutations, appMutations, billing, builds, certificates, checkJobs, healthChecks,
        invitations, machineMutations, organizationMutations, postgres, releaseMutations, scaling, secretMutations,
        sshCertificates, templates, tokens, volumeMutations, wireGuard,
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
