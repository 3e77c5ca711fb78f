import GRDB
package import MachineRules
import OrderedJSON

/// Which machines or volumes of an organization's apps a list tells, and from where on.
///
/// Lists are in the order of `updated_at`, then of the id. A page begins after a place in that order, not after a count,
/// so what changes between two pages is told again at its new place and nothing is left out.
package struct OrganizationFilter: Sendable {
    /// A place in the order.
    package struct Place: Sendable, Hashable {
        package let updatedAt: Timestamp
        /// Nil for a place behind everything of that moment.
        package let id: String?

        package init(updatedAt: Timestamp, id: String?) {
            self.updatedAt = updatedAt
            self.id = id
        }
    }

    package let organization: String
    package let includesDestroyed: Bool
    package let region: Region?
    /// Empty for all.
    package let states: [String]
    /// Nil for the beginning.
    package let after: Place?
    package let limit: Int

    package init(
        organization: String,
        includesDestroyed: Bool = false,
        region: Region? = nil,
        states: [String] = [],
        after: Place? = nil,
        limit: Int
    ) {
        self.organization = organization
        self.includesDestroyed = includesDestroyed
        self.region = region
        self.states = states
        self.after = after
        self.limit = limit
    }

    /// What follows the columns of a query over the listed table.
    /// - Parameter updated: the column or expression that says when a row changed.
    static func clause(updated: String) -> String {
        """
        WHERE app_name IN (SELECT name FROM apps WHERE org_slug = :organization)
            AND (:destroyed OR destroyed_at IS NULL)
            AND (:region IS NULL OR region = :region)
            AND (:states IS NULL OR state IN (SELECT value FROM json_each(:states)))
            AND (:time IS NULL OR \(updated) > :time OR (\(updated) = :time AND id > :id))
        ORDER BY \(updated), id
        LIMIT :limit
        """
    }

    var arguments: StatementArguments {
        [
            "organization": organization, "destroyed": includesDestroyed, "region": region?.rawValue,
            "states": states.isEmpty ? nil : JSON.array(states.map(JSON.string)).text,
            "time": after?.updatedAt.milliseconds, "id": after?.id, "limit": limit,
        ]
    }
}
