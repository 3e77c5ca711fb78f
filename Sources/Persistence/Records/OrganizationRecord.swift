package import GRDB
package import MachineRules

/// A row of `organizations`: one that somebody made.
package struct OrganizationRecord: Sendable {
    package let slug: String
    package let name: String
    package let createdAt: Timestamp

    package init(slug: String, name: String, createdAt: Timestamp) {
        self.slug = slug
        self.name = name
        self.createdAt = createdAt
    }
}

extension OrganizationRecord {
    package static func find(_ slug: String, in database: Database) throws -> OrganizationRecord? {
        try database.records("SELECT slug, name, created_at FROM organizations WHERE slug = ?", [slug]) { row in
            OrganizationRecord(slug: row[0], name: row[1], createdAt: Timestamp(milliseconds: row[2]))
        }
        .first
    }

    /// The slugs of all organizations that apps are in, in the order of their first apps, and after them of those that
    /// were made and have none.
    package static func slugs(in database: Database) throws -> [String] {
        let used: [String] = try database.records(
            "SELECT org_slug FROM apps GROUP BY org_slug ORDER BY min(number)", []
        ) { $0[0] }
        let made: [String] = try database.records("SELECT slug FROM organizations ORDER BY number", []) { $0[0] }
        let known = Set(used)
        return used + made.filter { !known.contains($0) }
    }

    package func insert(in database: Database) throws {
        try database.cachedStatement(sql: "INSERT INTO organizations (slug, name, created_at) VALUES (?, ?, ?)")
            .execute(arguments: [slug, name, createdAt.milliseconds])
    }

    package static func delete(_ slug: String, in database: Database) throws {
        try database.cachedStatement(sql: "DELETE FROM organizations WHERE slug = ?").execute(arguments: [slug])
    }
}
