package import GRDB
package import MachineRules

/// A row of `limited_tokens`: a token minted for an organization or one of its apps. Its text is kept nowhere.
package struct LimitedTokenRecord: Sendable {
    /// 32 hexadecimal digits.
    package let id: String
    /// The SHA-256 of the text, 64 hexadecimal digits.
    package let digest: String
    package let name: String
    package let orgSlug: String
    /// The only app it opens; nil for all of the organization's.
    package let appName: AppName?
    /// What it was asked for: `deploy`, `deploy_organization`, `identity`.
    package let profile: String
    /// JSON text as it came.
    package let profileParams: String?
    /// Whoever asked for it, and on whose behalf it acts.
    package let user: String
    package let createdAt: Timestamp
    package let expiresAt: Timestamp
    package var revokedAt: Timestamp?
    package var revokedBy: String?

    package init(
        id: String,
        digest: String,
        name: String,
        orgSlug: String,
        appName: AppName?,
        profile: String,
        profileParams: String?,
        user: String,
        createdAt: Timestamp,
        expiresAt: Timestamp
    ) {
        self.id = id
        self.digest = digest
        self.name = name
        self.orgSlug = orgSlug
        self.appName = appName
        self.profile = profile
        self.profileParams = profileParams
        self.user = user
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.revokedAt = nil
        self.revokedBy = nil
    }
}

extension LimitedTokenRecord {
    private static let columns = """
        SELECT id, digest, name, org_slug, app_name, profile, profile_params, user, created_at, expires_at, revoked_at,
            revoked_by
        FROM limited_tokens
        """

    package static func find(_ id: String, in database: Database) throws -> LimitedTokenRecord? {
        try fetch(database, "\(columns) WHERE id = ?", [id]).first
    }

    /// The token of this digest, ended or not.
    package static func find(digest: String, in database: Database) throws -> LimitedTokenRecord? {
        try fetch(database, "\(columns) WHERE digest = ?", [digest]).first
    }

    /// The tokens of an organization and of its apps, in the order of making, those that have ended too.
    package static func all(of organization: String, in database: Database) throws -> [LimitedTokenRecord] {
        try fetch(database, "\(columns) WHERE org_slug = ? ORDER BY number", [organization])
    }

    /// The tokens for one app alone.
    package static func all(of app: AppName, in database: Database) throws -> [LimitedTokenRecord] {
        try fetch(database, "\(columns) WHERE app_name = ? ORDER BY number", [app.rawValue])
    }

    package func insert(in database: Database) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO limited_tokens (id, digest, name, org_slug, app_name, profile, profile_params, user, created_at,
                    expires_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            id, digest, name, orgSlug, appName?.rawValue, profile, profileParams, user, createdAt.milliseconds,
            expiresAt.milliseconds,
        ])
    }

    /// Stores that it is revoked.
    package func update(in database: Database) throws {
        try database.cachedStatement(sql: "UPDATE limited_tokens SET revoked_at = ?, revoked_by = ? WHERE id = ?")
            .execute(arguments: [revokedAt?.milliseconds, revokedBy, id])
    }

    private static func fetch(
        _ database: Database,
        _ sql: String,
        _ arguments: StatementArguments
    ) throws -> [LimitedTokenRecord] {
        try database.records(sql, arguments) { LimitedTokenRecord($0) }
    }

    private init(_ row: Row) {
        id = row[0]
        digest = row[1]
        name = row[2]
        orgSlug = row[3]
        appName = (row[4] as String?).map(AppName.init(rawValue:))
        profile = row[5]
        profileParams = row[6]
        user = row[7]
        createdAt = Timestamp(milliseconds: row[8])
        expiresAt = Timestamp(milliseconds: row[9])
        revokedAt = (row[10] as Int64?).map(Timestamp.init(milliseconds:))
        revokedBy = row[11]
    }
}
