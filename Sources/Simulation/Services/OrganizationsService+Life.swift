import MachineRules
package import Persistence

/// Making and deleting organizations (reference/graphql.md, section 3.2). Those that apps are in need not be made.
extension OrganizationsService {
    /// The slugs of all organizations there are: those that apps are in, then those that were made and have none.
    package func slugs() async throws -> [String] {
        try await world.read { database, _ in try OrganizationRecord.slugs(in: database) }
    }

    /// The name an organization was given, nil for one that nobody made.
    package func givenName(of slug: String) async throws -> String? {
        try await world.read { database, _ in try OrganizationRecord.find(slug, in: database)?.name }
    }

    /// Makes an organization. Its slug is its name in lower case and dashes, with a number when that is taken (chosen).
    /// - Throws: `Refusal` 422 for a name without a letter or a digit (text chosen).
    package func create(named name: String) async throws -> OrganizationRecord {
        let base = Self.slug(of: name)
        guard !base.isEmpty else { throw Refusal(.organizationNameMissing) }
        return try await world.write { transaction in
            let taken = Set(try OrganizationRecord.slugs(in: transaction.database)).union(["personal"])
            var (slug, number) = (base, 1)
            while taken.contains(slug) {
                number += 1
                slug = "\(base)-\(number)"
            }
            let organization = OrganizationRecord(slug: slug, name: name, createdAt: transaction.now)
            try organization.insert(in: transaction.database)
            return organization
        }
    }

    /// Deletes an organization; one that nobody made has nothing to delete.
    /// - Throws: `Refusal` 422 for the personal one, and while there are apps in it (rules and texts chosen).
    package func delete(_ slug: String) async throws {
        try await world.write { transaction in
            if slug == "personal" {
                throw Refusal(.organizationNotDeletable, ["slug": slug, "reason": "it is personal"])
            }
            guard try AppRecord.all(of: slug, in: transaction.database).isEmpty else {
                throw Refusal(.organizationNotDeletable, ["slug": slug, "reason": "it has apps"])
            }
            try OrganizationRecord.delete(slug, in: transaction.database)
        }
    }

    private static func slug(of name: String) -> String {
        name.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }.joined(separator: "-")
    }
}
