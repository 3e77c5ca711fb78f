package import GRDB
package import MachineRules

/// A row of `secrets`: one secret of an app, which its machines find in their environment.
package struct SecretRecord: Sendable {
    package let appName: AppName
    /// The environment variable.
    package let name: String
    package let value: String
    /// What lists show in the value's place: 16 hexadecimal digits.
    package let digest: String
    /// The app's secrets version at which it was last set.
    package let version: Int
    package let createdAt: Timestamp
    package let updatedAt: Timestamp

    package init(
        appName: AppName,
        name: String,
        value: String,
        digest: String,
        version: Int,
        createdAt: Timestamp,
        updatedAt: Timestamp
    ) {
        self.appName = appName
        self.name = name
        self.value = value
        self.digest = digest
        self.version = version
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

extension SecretRecord {
    private static let columns = """
        SELECT app_name, name, value, digest, version, created_at, updated_at FROM secrets
        """

    package static func find(_ name: String, of app: AppName, in database: Database) throws -> SecretRecord? {
        try fetch(database, "\(columns) WHERE app_name = ? AND name = ?", [app.rawValue, name]).first
    }

    /// The secrets of an app by name.
    package static func all(of app: AppName, in database: Database) throws -> [SecretRecord] {
        try fetch(database, "\(columns) WHERE app_name = ? ORDER BY name", [app.rawValue])
    }

    /// Stores the secret in the place of any other of its name.
    package func save(in database: Database) throws {
        try database.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO secrets (app_name, name, value, digest, version, created_at, updated_at)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            appName.rawValue, name, value, digest, version, createdAt.milliseconds, updatedAt.milliseconds,
        ])
    }

    /// - Returns: whether there was such a secret.
    package static func delete(_ name: String, of app: AppName, in database: Database) throws -> Bool {
        try database.cachedStatement(sql: "DELETE FROM secrets WHERE app_name = ? AND name = ?")
            .execute(arguments: [app.rawValue, name])
        return database.changesCount > 0
    }

    private static func fetch(
        _ database: Database,
        _ sql: String,
        _ arguments: StatementArguments
    ) throws -> [SecretRecord] {
        try database.records(sql, arguments) { SecretRecord($0) }
    }

    private init(_ row: Row) {
        appName = AppName(rawValue: row[0])
        name = row[1]
        value = row[2]
        digest = row[3]
        version = row[4]
        createdAt = Timestamp(milliseconds: row[5])
        updatedAt = Timestamp(milliseconds: row[6])
    }
}
