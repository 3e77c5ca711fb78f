import GraphQL
import OrderedJSON
import Simulation

/// An organization, which is nothing but its slug: a world has any organization that is named.
struct OrganizationNode: Sendable, Hashable {
    let slug: String

    init(slug: String) {
        self.slug = slug
    }

    /// The organization of a node id; nil for what is none.
    init?(id: String) {
        // A slug has no slash, the text in a network's id has one.
        guard let slug = NodeID.text(of: id), !slug.contains("/") else { return nil }
        self.slug = slug
    }

    /// The one that every token's owner has.
    static let personal = OrganizationNode(slug: "personal")

    var id: String { NodeID.id(of: slug) }
    var isPersonal: Bool { self == .personal }

    /// As REST names and numbers one that nobody gave a name.
    var name: String { AppDocument.organization(slug)["name"]?.stringValue ?? slug }
    var number: JSON { AppDocument.organization(slug)["internal_numeric_id"] ?? .null }

    /// Those that a list shows a caller.
    static func all(for caller: Caller, in world: World) async throws -> [OrganizationNode] {
        // A token that is checked has one organization, whether it has apps or not.
        if caller.reach != .everything { return [OrganizationNode(slug: caller.organization)] }
        let others = try await world.organizations.slugs().map(OrganizationNode.init(slug:))
        return [.personal] + others.filter { !$0.isPersonal }
    }

    /// The name it was given, else that of its slug. The personal one is given none, which saves a look.
    func shownName(in world: World) async throws -> String {
        if isPersonal { return name }
        return try await world.organizations.givenName(of: slug) ?? name
    }

    var value: ResolvedValue { .object(typeName: "Organization", self) }
}
