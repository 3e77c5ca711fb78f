package import GRDB
package import MachineRules

/// A row of `timers`: something the world does by itself at a time, besides the one step a machine takes next.
package struct TimerRecord: Sendable, Hashable {
    /// What is done.
    package enum Kind: String, Sendable, Hashable {
        /// Starts a machine that has a `schedule`.
        case schedule
        /// Forgets a destroyed machine once its retention is over.
        case purge
        /// A volume comes to its next state.
        case volume
        /// A deleted volume has been kept long enough.
        case volumeDestroy = "volume_destroy"
        /// Forgets a destroyed volume once its retention is over.
        case volumePurge = "volume_purge"
        /// Takes a volume's automatic snapshot.
        case backup
        /// A snapshot comes to its next status.
        case snapshot
        /// Drops a snapshot whose retention is over.
        case snapshotExpiry = "snapshot_expiry"

        /// Nobody waits for it: a world with nothing else to do counts as idle.
        package var isBackground: Bool {
            switch self {
            case .schedule, .purge, .volumeDestroy, .volumePurge, .backup, .snapshotExpiry: true
            case .volume, .snapshot: false
            }
        }
    }

    package let kind: Kind
    /// The id of the machine, the volume or the snapshot it happens to.
    package let subject: String
    package let appName: AppName
    package let due: Timestamp

    package init(kind: Kind, subject: String, appName: AppName, due: Timestamp) {
        self.kind = kind
        self.subject = subject
        self.appName = appName
        self.due = due
    }
}

extension TimerRecord {
    /// Sets the timer; there is one of a kind for a subject.
    package func set(in database: Database) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO timers (kind, subject, app_name, due, background) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (kind, subject) DO UPDATE SET due = excluded.due
                """
        ).execute(arguments: [kind.rawValue, subject, appName.rawValue, due.milliseconds, kind.isBackground])
    }

    /// Removes a timer, if there is one.
    package static func clear(_ kind: Kind, of subject: String, in database: Database) throws {
        try database.cachedStatement(sql: "DELETE FROM timers WHERE kind = ? AND subject = ?")
            .execute(arguments: [kind.rawValue, subject])
    }

    /// When a timer falls due, nil when there is none.
    package static func due(_ kind: Kind, of subject: String, in database: Database) throws -> Timestamp? {
        try Int64.fetchOne(
            database.cachedStatement(sql: "SELECT due FROM timers WHERE kind = ? AND subject = ?"),
            arguments: [kind.rawValue, subject]
        ).map(Timestamp.init(milliseconds:))
    }

    /// The timers in the order they fall due, earliest first.
    static func next(limit: Int, in database: Database) throws -> [TimerRecord] {
        try fetch(database, "\(columns) ORDER BY due, number LIMIT \(limit)", [])
    }

    /// The first timer that somebody waits for, or that is due by now.
    static func nextAwaited(at now: Timestamp, in database: Database) throws -> TimerRecord? {
        try fetch(
            database, "\(columns) WHERE NOT background OR due <= ? ORDER BY due, number LIMIT 1", [now.milliseconds]
        ).first
    }

    private static let columns = "SELECT kind, subject, app_name, due FROM timers"

    private static func fetch(
        _ database: Database,
        _ sql: String,
        _ arguments: StatementArguments
    ) throws -> [TimerRecord] {
        let rows = try Row.fetchCursor(database.cachedStatement(sql: sql), arguments: arguments)
        var timers: [TimerRecord] = []
        while let row = try rows.next() {
            let word: String = row[0]
            guard let kind = Kind(rawValue: word) else {
                throw UnreadableRow(table: "timers", column: "kind", value: word)
            }
            timers.append(
                TimerRecord(
                    kind: kind, subject: row[1], appName: AppName(rawValue: row[2]),
                    due: Timestamp(milliseconds: row[3])
                )
            )
        }
        return timers
    }
}
