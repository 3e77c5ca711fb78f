package import GRDB
package import MachineRules

/// A row of `builds`: what a client told of a build it made.
package struct BuildRecord: Sendable {
    /// The id in every API, from 1 in each world.
    package let number: Int64
    package let appName: AppName
    /// In the client's words when it is finished: `completed`, `failed`, `cancelled`.
    package var status: String
    /// `remote`, `local`, `depot` …
    package let builderType: String
    /// The builder's machine, where there is one.
    package let machineID: String?
    /// The tag of what came out, nil for nothing.
    package var image: String?
    package var logs: String
    /// Whoever began it.
    package let user: String
    package let createdAt: Timestamp
    package var finishedAt: Timestamp?

    /// How long it took, in milliseconds; 0 until it is finished.
    package var wallclockMilliseconds: Int64 {
        finishedAt.map { $0.milliseconds - createdAt.milliseconds } ?? 0
    }
}

extension BuildRecord {
    private static let columns = """
        SELECT number, app_name, status, builder_type, machine_id, image, logs, user, created_at, finished_at FROM builds
        """

    package static func find(_ number: Int64, in database: Database) throws -> BuildRecord? {
        try database.records("\(columns) WHERE number = ?", [number]) { BuildRecord($0) }.first
    }

    /// The builds of an app, the newest first.
    package static func all(of app: AppName, in database: Database) throws -> [BuildRecord] {
        try database.records("\(columns) WHERE app_name = ? ORDER BY number DESC", [app.rawValue]) { BuildRecord($0) }
    }

    /// Stores a build that begins, and numbers it.
    package static func insert(
        of app: AppName,
        status: String,
        builderType: String,
        machineID: String?,
        user: String,
        at time: Timestamp,
        in database: Database
    ) throws -> BuildRecord {
        try database.cachedStatement(
            sql: """
                INSERT INTO builds (app_name, status, builder_type, machine_id, logs, user, created_at)
                VALUES (?, ?, ?, ?, '', ?, ?)
                """
        ).execute(arguments: [app.rawValue, status, builderType, machineID, user, time.milliseconds])
        return BuildRecord(
            number: database.lastInsertedRowID, appName: app, status: status, builderType: builderType,
            machineID: machineID, image: nil, logs: "", user: user, createdAt: time, finishedAt: nil)
    }

    /// Stores what the end of a build brings.
    package func update(in database: Database) throws {
        try database.cachedStatement(
            sql: "UPDATE builds SET status = ?, image = ?, logs = ?, finished_at = ? WHERE number = ?"
        ).execute(arguments: [status, image, logs, finishedAt?.milliseconds, number])
    }

    private init(_ row: Row) {
        number = row[0]
        appName = AppName(rawValue: row[1])
        status = row[2]
        builderType = row[3]
        machineID = row[4]
        image = row[5]
        logs = row[6]
        user = row[7]
        createdAt = Timestamp(milliseconds: row[8])
        finishedAt = (row[9] as Int64?).map(Timestamp.init(milliseconds:))
    }
}
