package import GRDB
package import MachineRules

/// A row of `log_lines`: a line of an app's log with its place and its time.
package struct LogRecord: Sendable, Hashable {
    /// The place in the app's log, from 1 without gaps; what was said later has the higher number.
    package let number: Int64
    package let line: LogLine
    package let at: Timestamp
}

extension LogRecord {
    /// An app's newest lines that are kept whatever happens; as many as the log of a busy app grows by in minutes
    /// (chosen).
    package static let kept = 10_000
    /// Older lines are dropped once in so many, so that most writes look for none.
    static let sweepInterval: Int64 = 500

    /// Which lines of an app are wanted; nil stands for any.
    package struct Filter: Sendable, Hashable {
        /// A machine's id, or one of its versions.
        package let instance: String?
        package let region: Region?

        package init(instance: String? = nil, region: Region? = nil) {
            self.instance = instance
            self.region = region
        }
    }

    /// Appends lines in their order; of more than can be kept only the newest.
    package static func append(
        _ lines: some BidirectionalCollection<LogLine>,
        at time: Timestamp,
        of app: AppName,
        in database: Database
    ) throws {
        let last = try newest(of: app, in: database)
        var number = last
        for line in lines.suffix(kept) {
            number += 1
            try database.cachedStatement(
                sql: """
                    INSERT INTO log_lines (app_name, number, machine_id, instance_id, region, source, level, message, at)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """
            ).execute(arguments: [
                app.rawValue, number, line.machine.rawValue, line.instanceID, line.region.rawValue,
                line.source.rawValue, line.level.rawValue, line.message, time.milliseconds,
            ])
        }
        guard number / sweepInterval > last / sweepInterval else { return }
        try database.cachedStatement(sql: "DELETE FROM log_lines WHERE app_name = ? AND number <= ?")
            .execute(arguments: [app.rawValue, number - Int64(kept)])
    }

    /// The number of an app's newest line, 0 before the first.
    package static func newest(of app: AppName, in database: Database) throws -> Int64 {
        try Int64.fetchOne(
            try database.cachedStatement(
                sql: "SELECT number FROM log_lines WHERE app_name = ? ORDER BY number DESC LIMIT 1"),
            arguments: [app.rawValue]
        ) ?? 0
    }

    /// The oldest lines after a number, oldest first.
    package static func after(
        _ number: Int64,
        _ limit: Int,
        of app: AppName,
        _ filter: Filter,
        in database: Database
    ) throws -> [LogRecord] {
        try fetch(database, after: number, limit, of: app, filter, order: "ASC")
    }

    /// The newest lines, oldest first.
    package static func newest(
        _ limit: Int,
        of app: AppName,
        _ filter: Filter,
        in database: Database
    ) throws -> [LogRecord] {
        try fetch(database, after: 0, limit, of: app, filter, order: "DESC").reversed()
    }

    private static func fetch(
        _ database: Database,
        after number: Int64,
        _ limit: Int,
        of app: AppName,
        _ filter: Filter,
        order: String
    ) throws -> [LogRecord] {
        try database.records(
            """
            SELECT number, machine_id, instance_id, region, source, level, message, at FROM log_lines
            WHERE app_name = ?1 AND number > ?2 AND (?3 IS NULL OR ?3 IN (machine_id, instance_id))
                AND (?4 IS NULL OR region = ?4)
            ORDER BY number \(order) LIMIT ?5
            """,
            [app.rawValue, number, filter.instance, filter.region?.rawValue, limit]
        ) { try LogRecord($0) }
    }

    private init(_ row: Row) throws {
        guard let source = LogLine.Source(rawValue: row[4]) else {
            throw UnreadableRow(table: "log_lines", column: "source", value: row[4])
        }
        guard let level = LogLine.Level(rawValue: row[5]) else {
            throw UnreadableRow(table: "log_lines", column: "level", value: row[5])
        }
        number = row[0]
        line = LogLine(
            machine: MachineID(rawValue: row[1]), instanceID: row[2], region: Region(rawValue: row[3]), source: source,
            level: level, message: row[6])
        at = Timestamp(milliseconds: row[7])
    }
}
