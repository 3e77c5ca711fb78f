import MachineRules
import OrderedJSON
import Persistence
import Simulation

/// An app as it stands on the wire: the superset that every client accepts (reference/machines-rest.md, section 2.1).
enum AppDocument {
    /// - Parameter asCreated: the answer to a create also carries `created_at`, Unix milliseconds.
    static func json(of overview: AppsService.Overview, asCreated: Bool = false) -> JSON {
        let app = overview.app
        var document: JSONObject = [
            "id": .string(app.id),
            "internal_numeric_id": .int(app.numericID),
            "name": .string(app.name.rawValue),
            "status": .string(status(of: overview)),
            "machine_count": .int(overview.machineCount),
            "volume_count": .int(overview.volumeCount),
            "network": .string(app.network),
            "organization": .object(organization(app.orgSlug, named: overview.organizationName)),
            "cname_target": .string("\(app.id.prefix(7)).\(app.name).fly.dev"),
        ]
        if asCreated { document["created_at"] = .int(app.createdAt.milliseconds) }
        return .object(document)
    }

    /// `pending` until the first machine (chosen); a machine makes it `deployed`.
    static func status(of overview: AppsService.Overview) -> String {
        overview.machineCount > 0 ? "deployed" : "pending"
    }

    /// An organization from its slug: worlds have any organization that is named, numbered by its slug.
    /// - Parameter name: the one it was given, nil when nobody made it.
    static func organization(_ slug: String, named name: String? = nil) -> JSONObject {
        [
            "name": .string(name ?? (slug == "personal" ? "Personal" : slug)), "slug": .string(slug),
            "internal_numeric_id": .int(organizationNumber(slug)),
        ]
    }

    static func organizationNumber(_ slug: String) -> Int {
        slug.utf8.reduce(5381) { ($0 &* 33 &+ Int($1)) & 0x7FFFFFFF }
    }
}
