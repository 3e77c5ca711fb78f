package import GRDB
package import MachineRules

/// The counter of an app's secrets, in `secrets_versions`: every change of a secret or of a secret key raises it by one,
/// and deleting raises it too, so that a client can ask for what is at least as new as its own change.
package enum SecretsVersion {
    /// 0 before the first change.
    package static func current(of app: AppName, in database: Database) throws -> Int {
        let statement = try database.cachedStatement(sql: "SELECT version FROM secrets_versions WHERE app_name = ?")
        return try Int.fetchOne(statement, arguments: [app.rawValue]) ?? 0
    }

    /// Sets the counter of an app that has none yet.
    package static func begin(of app: AppName, at version: Int, in database: Database) throws {
        try database.cachedStatement(sql: "INSERT INTO secrets_versions (app_name, version) VALUES (?, ?)")
            .execute(arguments: [app.rawValue, version])
    }

    /// - Returns: the version of the change that is being made.
    package static func raise(of app: AppName, in database: Database) throws -> Int {
        try database.cachedStatement(
            sql: """
                INSERT INTO secrets_versions (app_name, version) VALUES (?, 1)
                ON CONFLICT (app_name) DO UPDATE SET version = version + 1
                """
        ).execute(arguments: [app.rawValue])
        return try current(of: app, in: database)
    }
}
