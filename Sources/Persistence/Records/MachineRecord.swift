package import GRDB
package import MachineRules
import OrderedJSON

/// A row of `machines` with its pending step.
package struct MachineRecord: Sendable {
    /// The order of making; stable order of lists.
    package var number: Int64
    package let id: MachineID
    package let appName: AppName
    package let name: String
    package var lifecycle: MachineLifecycle
    package let region: Region
    /// The present version, a ULID.
    package var instanceID: String
    package let privateIP: String
    /// The image reference object as JSON text, as it is answered.
    package var imageRef: String
    /// The normalised configuration as JSON text, as it is answered.
    package var config: String
    package var cordoned: Bool
    package var hostStatus: HostStatus
    /// When the machine last began, or ceased, to be `started`.
    package var servingChangedAt: Timestamp
    package let createdAt: Timestamp
    package var updatedAt: Timestamp
    package var destroyedAt: Timestamp?

    package init(
        id: MachineID,
        appName: AppName,
        name: String,
        lifecycle: MachineLifecycle,
        region: Region,
        instanceID: String,
        privateIP: String,
        imageRef: String,
        config: String,
        cordoned: Bool,
        createdAt: Timestamp
    ) {
        self.number = 0
        self.id = id
        self.appName = appName
        self.name = name
        self.lifecycle = lifecycle
        self.region = region
        self.instanceID = instanceID
        self.privateIP = privateIP
        self.imageRef = imageRef
        self.config = config
        self.cordoned = cordoned
        self.hostStatus = .ok
        self.servingChangedAt = createdAt
        self.createdAt = createdAt
        self.updatedAt = createdAt
        self.destroyedAt = nil
    }

    package var state: MachineState { lifecycle.state }
}

// MARK: - Queries

extension MachineRecord {
    private static let columns = """
        SELECT m.number, m.id, m.app_name, m.name, m.state, m.region, m.instance_id, m.private_ip, m.image_ref,
            m.config, m.cordoned, m.restart_count, m.crashing_since, m.boots, m.created_at, m.updated_at,
            m.destroyed_at, p.step, p.detail, m.host_status, m.serving_changed_at
        FROM machines m LEFT JOIN pending_steps p ON p.machine_id = m.id
        """

    /// The machine with this id in any app, destroyed ones included.
    package static func find(_ id: MachineID, in database: Database) throws -> MachineRecord? {
        try fetch(database, "\(columns) WHERE m.id = ?", [id.rawValue]).first
    }

    /// The machines of an app in the order of making.
    package static func all(
        of app: AppName,
        includingDestroyed: Bool,
        in database: Database
    ) throws -> [MachineRecord] {
        let filter = includingDestroyed ? "" : "AND m.destroyed_at IS NULL"
        return try fetch(database, "\(columns) WHERE m.app_name = ? \(filter) ORDER BY m.number", [app.rawValue])
    }

    /// The machines of an organization's apps, least recently changed first.
    package static func all(_ filter: OrganizationFilter, in database: Database) throws -> [MachineRecord] {
        try fetch(database, "\(columns) \(OrganizationFilter.clause(updated: "updated_at"))", filter.arguments)
    }

    /// The living machine of this name.
    package static func named(_ name: String, in app: AppName, _ database: Database) throws -> MachineRecord? {
        try fetch(
            database, "\(columns) WHERE m.app_name = ? AND m.name = ? AND m.destroyed_at IS NULL",
            [app.rawValue, name]
        ).first
    }

    /// How many machines of an app live.
    package static func count(of app: AppName, in database: Database) throws -> Int {
        try database.scalar(
            "SELECT count(*) FROM machines WHERE app_name = ? AND destroyed_at IS NULL", [app.rawValue]
        )
    }

    /// How many machines of the world live.
    package static func count(in database: Database) throws -> Int {
        try database.scalar("SELECT count(*) FROM machines WHERE destroyed_at IS NULL")
    }

    package mutating func insert(in database: Database) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO machines (id, app_name, name, state, region, instance_id, private_ip, image_ref, config,
                    cordoned, restart_count, crashing_since, boots, created_at, updated_at, destroyed_at, host_status,
                    serving_changed_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            id.rawValue, appName.rawValue, name, state.rawValue, region.rawValue, instanceID, privateIP, imageRef,
            config, cordoned, lifecycle.restartCount, lifecycle.crashingSince?.milliseconds, lifecycle.boots,
            createdAt.milliseconds, updatedAt.milliseconds, destroyedAt?.milliseconds, hostStatus.rawValue,
            servingChangedAt.milliseconds,
        ])
        number = database.lastInsertedRowID
    }

    /// Stores what may change; the pending step is ``PendingStep``'s.
    package func update(in database: Database) throws {
        try database.cachedStatement(
            sql: """
                UPDATE machines SET state = ?, instance_id = ?, image_ref = ?, config = ?, cordoned = ?,
                    restart_count = ?, crashing_since = ?, boots = ?, updated_at = ?, destroyed_at = ?,
                    host_status = ?, serving_changed_at = ?
                WHERE id = ?
                """
        ).execute(arguments: [
            state.rawValue, instanceID, imageRef, config, cordoned, lifecycle.restartCount,
            lifecycle.crashingSince?.milliseconds, lifecycle.boots, updatedAt.milliseconds,
            destroyedAt?.milliseconds, hostStatus.rawValue, servingChangedAt.milliseconds, id.rawValue,
        ])
    }

    /// Forgets a machine with its versions, events and lease.
    package static func delete(_ id: MachineID, in database: Database) throws {
        try database.cachedStatement(sql: "DELETE FROM machines WHERE id = ?").execute(arguments: [id.rawValue])
    }

    private static func fetch(
        _ database: Database,
        _ sql: String,
        _ arguments: StatementArguments
    ) throws -> [MachineRecord] {
        try database.records(sql, arguments) { try MachineRecord($0) }
    }

    private init(_ row: Row) throws {
        let stateText: String = row[4]
        guard let state = MachineState(rawValue: stateText) else {
            throw UnreadableRow(table: "machines", column: "state", value: stateText)
        }
        number = row[0]
        id = MachineID(rawValue: row[1])
        appName = AppName(rawValue: row[2])
        name = row[3]
        region = Region(rawValue: row[5])
        instanceID = row[6]
        privateIP = row[7]
        imageRef = row[8]
        config = row[9]
        cordoned = row[10]
        lifecycle = MachineLifecycle(
            state: state,
            step: try PendingStep.step(name: row[17], detail: row[18]),
            restartCount: row[11],
            crashingSince: (row[12] as Int64?).map(Timestamp.init(milliseconds:)),
            boots: row[13]
        )
        createdAt = Timestamp(milliseconds: row[14])
        updatedAt = Timestamp(milliseconds: row[15])
        destroyedAt = (row[16] as Int64?).map(Timestamp.init(milliseconds:))
        let hostText: String = row[19]
        guard let host = HostStatus(rawValue: hostText) else {
            throw UnreadableRow(table: "machines", column: "host_status", value: hostText)
        }
        hostStatus = host
        servingChangedAt = Timestamp(milliseconds: row[20])
    }
}

/// A row holds something this version cannot read: a damaged or foreign database.
package struct UnreadableRow: Error, Sendable, CustomStringConvertible {
    package let table: String
    package let column: String
    package let value: String

    package init(table: String, column: String, value: String) {
        self.table = table
        self.column = column
        self.value = value
    }

    package var description: String { "table \(table) holds an unreadable \(column): \(value)" }
}

extension Database {
    /// What a query finds, each row made into a record.
    func records<Record>(
        _ sql: String,
        _ arguments: StatementArguments,
        _ make: (Row) throws -> Record
    ) throws -> [Record] {
        let rows = try Row.fetchCursor(try cachedStatement(sql: sql), arguments: arguments)
        var records: [Record] = []
        while let row = try rows.next() { records.append(try make(row)) }
        return records
    }

    /// One value of a query that always has a row, such as a count.
    func scalar<Value: DatabaseValueConvertible & StatementColumnConvertible>(
        _ sql: String,
        _ arguments: StatementArguments = []
    ) throws -> Value {
        guard let value = try Value.fetchOne(try cachedStatement(sql: sql), arguments: arguments) else {
            throw UnreadableRow(table: "(query)", column: sql, value: "no row")
        }
        return value
    }
}
