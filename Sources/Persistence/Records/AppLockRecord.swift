package import GRDB
package import MachineRules

/// A row of `app_locks`: who may change an app for a while, told by the lock's id.
package struct AppLockRecord: Sendable {
    package let appName: AppName
    package let id: String
    package let expiresAt: Timestamp

    package init(appName: AppName, id: String, expiresAt: Timestamp) {
        self.appName = appName
        self.id = id
        self.expiresAt = expiresAt
    }
}

extension AppLockRecord {
    /// The lock that holds at a time, nil when there is none any more.
    package static func held(on app: AppName, at time: Timestamp, in database: Database) throws -> AppLockRecord? {
        try database.records(
            "SELECT app_name, id, expires_at FROM app_locks WHERE app_name = ? AND expires_at > ?",
            [app.rawValue, time.milliseconds]
        ) { row in
            AppLockRecord(
                appName: AppName(rawValue: row[0]), id: row[1], expiresAt: Timestamp(milliseconds: row[2]))
        }
        .first
    }

    /// Stores the lock in the place of one that has ended.
    package func save(in database: Database) throws {
        try database.cachedStatement(
            sql: "INSERT OR REPLACE INTO app_locks (app_name, id, expires_at) VALUES (?, ?, ?)"
        )
        .execute(arguments: [appName.rawValue, id, expiresAt.milliseconds])
    }

    package static func release(_ app: AppName, in database: Database) throws {
        try database.cachedStatement(sql: "DELETE FROM app_locks WHERE app_name = ?").execute(arguments: [app.rawValue])
    }
}
