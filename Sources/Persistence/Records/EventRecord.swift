package import GRDB
package import MachineRules
import OrderedJSON

/// A row of `machine_events`.
package struct EventRecord: Sendable {
    /// The order of making over all machines.
    package let number: Int64
    /// A ULID.
    package let id: String
    package let type: String
    package let status: String
    package let source: String
    package let timestamp: Timestamp
    /// The `request` object as JSON text.
    package let request: String?

    /// An event that has its id and its time from elsewhere; its number comes with the insertion.
    package init(
        id: String, type: String, status: String, source: String, timestamp: Timestamp, request: String?,
        number: Int64 = 0
    ) {
        self.number = number
        self.id = id
        self.type = type
        self.status = status
        self.source = source
        self.timestamp = timestamp
        self.request = request
    }
}

extension EventRecord {
    /// Stores the event as it is; an id that is known already is not stored twice.
    package func insert(of machine: MachineID, in database: Database) throws {
        try database.cachedStatement(
            sql: """
                INSERT OR IGNORE INTO machine_events (machine_id, id, type, status, source, timestamp, request)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [machine.rawValue, id, type, status, source, timestamp.milliseconds, request])
    }

    package static func insert(
        _ event: MachineEvent,
        id: String,
        at time: Timestamp,
        of machine: MachineID,
        in database: Database
    ) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO machine_events (machine_id, id, type, status, source, timestamp, request)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            machine.rawValue, id, event.type, event.status, event.source.rawValue, time.milliseconds,
            event.request?.text,
        ])
    }

    /// The newest events of a machine, newest first.
    package static func newest(_ limit: Int, of machine: MachineID, in database: Database) throws -> [EventRecord] {
        let rows = try Row.fetchCursor(
            try database.cachedStatement(
                sql: """
                    SELECT number, id, type, status, source, timestamp, request FROM machine_events
                    WHERE machine_id = ? ORDER BY number DESC LIMIT ?
                    """
            ),
            arguments: [machine.rawValue, limit]
        )
        var events: [EventRecord] = []
        while let row = try rows.next() {
            events.append(
                EventRecord(
                    id: row[1], type: row[2], status: row[3], source: row[4],
                    timestamp: Timestamp(milliseconds: row[5]), request: row[6], number: row[0]
                )
            )
        }
        return events
    }

    /// The number of an event by its id, for "only events after this one".
    package static func number(of id: String, machine: MachineID, in database: Database) throws -> Int64? {
        try Int64.fetchOne(
            try database.cachedStatement(sql: "SELECT number FROM machine_events WHERE id = ? AND machine_id = ?"),
            arguments: [id, machine.rawValue]
        )
    }
}

/// A row of `machine_versions`.
package struct VersionRecord: Sendable {
    package let instanceID: String
    package let config: String

    /// Adds the machine's newest version.
    package static func insert(
        instanceID: String,
        config: String,
        at time: Timestamp,
        of machine: MachineID,
        in database: Database
    ) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO machine_versions (machine_id, number, instance_id, config, created_at)
                VALUES (?1, (SELECT coalesce(max(number), 0) + 1 FROM machine_versions WHERE machine_id = ?1), ?2, ?3, ?4)
                """
        ).execute(arguments: [machine.rawValue, instanceID, config, time.milliseconds])
    }

    /// All versions of a machine, newest first.
    package static func all(of machine: MachineID, in database: Database) throws -> [VersionRecord] {
        let rows = try Row.fetchCursor(
            try database.cachedStatement(
                sql: "SELECT instance_id, config FROM machine_versions WHERE machine_id = ? ORDER BY number DESC"
            ),
            arguments: [machine.rawValue]
        )
        var versions: [VersionRecord] = []
        while let row = try rows.next() { versions.append(VersionRecord(instanceID: row[0], config: row[1])) }
        return versions
    }

    /// Whether any machine of the world ever had this version.
    package static func exists(_ instanceID: String, in database: Database) throws -> Bool {
        let count: Int = try database.scalar(
            "SELECT count(*) FROM machine_versions WHERE instance_id = ?", [instanceID]
        )
        return count > 0
    }

    /// Whether the machine ever had this version.
    package static func exists(_ instanceID: String, of machine: MachineID, in database: Database) throws -> Bool {
        let count: Int = try database.scalar(
            "SELECT count(*) FROM machine_versions WHERE machine_id = ? AND instance_id = ?",
            [machine.rawValue, instanceID]
        )
        return count > 0
    }
}
