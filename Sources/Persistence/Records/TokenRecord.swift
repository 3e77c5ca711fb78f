package import GRDB
package import MachineRules

/// A row of `tokens`: a token minted for one app. Its text is kept nowhere.
package struct TokenRecord: Sendable {
    /// The SHA-256 of the text, 64 hexadecimal digits.
    package let digest: String
    package let id: String
    package let appName: AppName
    /// Whoever asked for it, and on whose behalf it acts.
    package let user: String
    package let createdAt: Timestamp
    package let expiresAt: Timestamp

    package init(
        digest: String, id: String, appName: AppName, user: String, createdAt: Timestamp, expiresAt: Timestamp
    ) {
        self.digest = digest
        self.id = id
        self.appName = appName
        self.user = user
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }
}

extension TokenRecord {
    /// The token of this digest, expired or not.
    package static func find(digest: String, in database: Database) throws -> TokenRecord? {
        let rows = try Row.fetchCursor(
            try database.cachedStatement(
                sql: "SELECT digest, id, app_name, user, created_at, expires_at FROM tokens WHERE digest = ?"
            ),
            arguments: [digest]
        )
        guard let row = try rows.next() else { return nil }
        return TokenRecord(
            digest: row[0], id: row[1], appName: AppName(rawValue: row[2]), user: row[3],
            createdAt: Timestamp(milliseconds: row[4]), expiresAt: Timestamp(milliseconds: row[5])
        )
    }

    package func insert(in database: Database) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO tokens (digest, id, app_name, user, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            digest, id, appName.rawValue, user, createdAt.milliseconds, expiresAt.milliseconds,
        ])
    }

    /// Forgets what had ended by `time`.
    package static func deleteExpired(by time: Timestamp, in database: Database) throws {
        try database.cachedStatement(sql: "DELETE FROM tokens WHERE expires_at <= ?")
            .execute(arguments: [time.milliseconds])
    }
}
