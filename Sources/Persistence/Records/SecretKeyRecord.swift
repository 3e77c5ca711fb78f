import FoundationEssentials
package import GRDB
package import MachineRules

/// A row of `secret_keys`: a key that signs or encrypts for an app and never leaves the service.
package struct SecretKeyRecord: Sendable {
    package let appName: AppName
    package let name: String
    /// `es256`, `hs256` …
    package let type: String
    /// The secret bytes.
    package let value: [UInt8]
    /// What a caller may see of a key pair; nil for a key without a public half.
    package let publicKey: [UInt8]?
    /// The app's secrets version at which it was last set.
    package let version: Int
    package let createdAt: Timestamp
    package let updatedAt: Timestamp

    package init(
        appName: AppName,
        name: String,
        type: String,
        value: [UInt8],
        publicKey: [UInt8]?,
        version: Int,
        createdAt: Timestamp,
        updatedAt: Timestamp
    ) {
        self.appName = appName
        self.name = name
        self.type = type
        self.value = value
        self.publicKey = publicKey
        self.version = version
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

extension SecretKeyRecord {
    private static let columns = """
        SELECT app_name, name, type, value, public_key, version, created_at, updated_at FROM secret_keys
        """

    package static func find(_ name: String, of app: AppName, in database: Database) throws -> SecretKeyRecord? {
        try fetch(database, "\(columns) WHERE app_name = ? AND name = ?", [app.rawValue, name]).first
    }

    /// The keys of an app by name.
    package static func all(of app: AppName, in database: Database) throws -> [SecretKeyRecord] {
        try fetch(database, "\(columns) WHERE app_name = ? ORDER BY name", [app.rawValue])
    }

    /// Stores the key in the place of any other of its name.
    package func save(in database: Database) throws {
        try database.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO secret_keys (app_name, name, type, value, public_key, version, created_at,
                    updated_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            appName.rawValue, name, type, Data(value), publicKey.map { Data($0) }, version, createdAt.milliseconds,
            updatedAt.milliseconds,
        ])
    }

    /// - Returns: whether there was such a key.
    package static func delete(_ name: String, of app: AppName, in database: Database) throws -> Bool {
        try database.cachedStatement(sql: "DELETE FROM secret_keys WHERE app_name = ? AND name = ?")
            .execute(arguments: [app.rawValue, name])
        return database.changesCount > 0
    }

    private static func fetch(
        _ database: Database,
        _ sql: String,
        _ arguments: StatementArguments
    ) throws -> [SecretKeyRecord] {
        try database.records(sql, arguments) { SecretKeyRecord($0) }
    }

    private init(_ row: Row) {
        appName = AppName(rawValue: row[0])
        name = row[1]
        type = row[2]
        value = Array(row[3] as Data)
        publicKey = (row[4] as Data?).map { Array($0) }
        version = row[5]
        createdAt = Timestamp(milliseconds: row[6])
        updatedAt = Timestamp(milliseconds: row[7])
    }
}
