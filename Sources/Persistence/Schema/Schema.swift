package import GRDB

/// The tables of one world, as numbered migrations that are never edited after a release.
///
/// SQLite guards what it can: uniqueness, references, non-null. Times are Unix milliseconds, documents are JSON text
/// exactly as they are answered.
package enum Schema {
    /// All migrations, oldest first: a database is brought to this version by those it has not had.
    private static let migrations: [(name: String, sql: String)] = [
        ("1-machines-road", machinesRoad),
        ("2-timers", timers),
        ("3-health", health),
        ("4-volumes", volumes),
        ("5-machine-memory", machineMemory),
        ("6-secrets", secrets),
        ("7-certificates", certificates),
        ("8-tokens", tokens),
        ("9-releases", releases),
        ("10-egress-addresses", egressAddresses),
        ("11-limited-tokens", limitedTokens),
        ("12-logs", logs),
        ("13-cli-sessions", cliSessions),
        ("14-builds", builds),
        ("15-app-locks", appLocks),
        ("16-organizations", organizations),
        ("17-probed-checks", probedChecks),
    ]

    /// What brings a database to this version.
    package static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        for migration in migrations {
            migrator.registerMigration(migration.name) { try $0.execute(sql: migration.sql) }
        }
        return migrator
    }
}
