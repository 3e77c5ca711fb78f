import GraphQL
import OrderedJSON

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

    /// As REST names and numbers it.
    var name: String { AppDocument.organization(slug)["name"]?.stringValue ?? slug }
    var number: JSON { AppDocument.organization(slug)["internal_numeric_id"] ?? .null }

    var value: ResolvedValue { .object(typeName: "Organization", self) }
}
