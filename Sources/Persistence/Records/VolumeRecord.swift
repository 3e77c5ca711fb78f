package import GRDB
package import MachineRules

/// A row of `volumes`.
package struct VolumeRecord: Sendable {
    /// The order of making, also its numeric id where the service shows one; 0 before it is inserted.
    package private(set) var number: Int64 = 0
    package let id: VolumeID
    package let appName: AppName
    package let name: String
    package var state: VolumeState
    /// How it was made.
    package let origin: VolumeOrigin
    package let region: Region
    package let zone: String
    package var sizeGB: Int
    package let encrypted: Bool
    package let fstype: String
    package var snapshotRetention: Int
    package var autoBackupEnabled: Bool
    package var attachedMachineID: MachineID?
    /// A machine has mounted it once, so it has a file system and its block counts.
    package var mountedOnce: Bool
    package let createdAt: Timestamp
    package private(set) var updatedAt: Timestamp
    /// When it was deleted: from then on it counts no more, though it is shown until it is destroyed for good.
    package var destroyedAt: Timestamp?

    package init(
        id: VolumeID,
        appName: AppName,
        name: String,
        origin: VolumeOrigin = .blank,
        region: Region,
        zone: String,
        sizeGB: Int,
        encrypted: Bool,
        fstype: String,
        snapshotRetention: Int,
        autoBackupEnabled: Bool,
        createdAt: Timestamp
    ) {
        self.id = id
        self.appName = appName
        self.name = name
        self.state = origin.firstState
        self.origin = origin
        self.region = region
        self.zone = zone
        self.sizeGB = sizeGB
        self.encrypted = encrypted
        self.fstype = fstype
        self.snapshotRetention = snapshotRetention
        self.autoBackupEnabled = autoBackupEnabled
        self.attachedMachineID = nil
        self.mountedOnce = false
        self.createdAt = createdAt
        self.updatedAt = createdAt
        self.destroyedAt = nil
    }
}

extension VolumeRecord {
    private static let columns = """
        SELECT number, id, app_name, name, state, origin, region, zone, size_gb, encrypted, fstype,
            snapshot_retention, auto_backup_enabled, attached_machine_id, mounted_once, created_at, updated_at,
            destroyed_at
        FROM volumes
        """

    /// The volume with this id, deleted ones included.
    package static func find(_ id: VolumeID, in database: Database) throws -> VolumeRecord? {
        try fetch(database, "\(columns) WHERE id = ?", [id.rawValue]).first
    }

    /// The living volumes of an app in the order of making.
    package static func all(of app: AppName, in database: Database) throws -> [VolumeRecord] {
        try fetch(database, "\(columns) WHERE app_name = ? AND destroyed_at IS NULL ORDER BY number", [app.rawValue])
    }

    /// The volumes of an app that still have files, those about to vanish too, in the order of making.
    package static func shown(of app: AppName, in database: Database) throws -> [VolumeRecord] {
        try fetch(
            database, "\(columns) WHERE app_name = ? AND state <> ? ORDER BY number",
            [app.rawValue, VolumeState.destroyed.rawValue]
        )
    }

    /// The volumes of an organization's apps, least recently changed first.
    package static func all(_ filter: OrganizationFilter, in database: Database) throws -> [VolumeRecord] {
        try fetch(database, "\(columns) \(OrganizationFilter.clause(updated: "updated_at"))", filter.arguments)
    }

    /// The living volumes of an app with this name; several may share one.
    package static func named(_ name: String, in app: AppName, _ database: Database) throws -> [VolumeRecord] {
        try fetch(
            database, "\(columns) WHERE app_name = ? AND name = ? AND destroyed_at IS NULL ORDER BY number",
            [app.rawValue, name]
        )
    }

    /// The zones of a region that living volumes of an app are in.
    /// - Parameter name: those of this name only; nil for all.
    package static func zones(
        of app: AppName,
        in region: Region,
        name: String?,
        _ database: Database
    ) throws -> Set<String> {
        try String.fetchSet(
            database.cachedStatement(
                sql: """
                    SELECT zone FROM volumes
                    WHERE app_name = ? AND region = ? AND destroyed_at IS NULL AND name = coalesce(?, name)
                    """
            ),
            arguments: [app.rawValue, region.rawValue, name]
        )
    }

    /// The volume attached to a machine.
    package static func attached(to machine: MachineID, in database: Database) throws -> VolumeRecord? {
        try fetch(database, "\(columns) WHERE attached_machine_id = ?", [machine.rawValue]).first
    }

    package static func count(of app: AppName, in database: Database) throws -> Int {
        try database.scalar("SELECT count(*) FROM volumes WHERE app_name = ? AND destroyed_at IS NULL", [app.rawValue])
    }

    package mutating func insert(in database: Database) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO volumes (id, app_name, name, state, origin, region, zone, size_gb, encrypted, fstype,
                    snapshot_retention, auto_backup_enabled, attached_machine_id, mounted_once, created_at, updated_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            id.rawValue, appName.rawValue, name, state.rawValue, origin.rawValue, region.rawValue, zone, sizeGB,
            encrypted, fstype, snapshotRetention, autoBackupEnabled, attachedMachineID?.rawValue, mountedOnce,
            createdAt.milliseconds, updatedAt.milliseconds,
        ])
        number = database.lastInsertedRowID
    }

    /// Stores what may change.
    package mutating func update(at now: Timestamp, in database: Database) throws {
        updatedAt = now
        try database.cachedStatement(
            sql: """
                UPDATE volumes SET state = ?, size_gb = ?, snapshot_retention = ?, auto_backup_enabled = ?,
                    attached_machine_id = ?, mounted_once = ?, updated_at = ?, destroyed_at = ?
                WHERE id = ?
                """
        ).execute(arguments: [
            state.rawValue, sizeGB, snapshotRetention, autoBackupEnabled, attachedMachineID?.rawValue, mountedOnce,
            updatedAt.milliseconds, destroyedAt?.milliseconds, id.rawValue,
        ])
    }

    package static func delete(_ id: VolumeID, in database: Database) throws {
        try database.cachedStatement(sql: "DELETE FROM volumes WHERE id = ?").execute(arguments: [id.rawValue])
    }

    private static func fetch(
        _ database: Database,
        _ sql: String,
        _ arguments: StatementArguments
    ) throws -> [VolumeRecord] {
        try database.records(sql, arguments) { try VolumeRecord($0) }
    }

    private init(_ row: Row) throws {
        let (state, origin): (String, String) = (row[4], row[5])
        guard let knownState = VolumeState(rawValue: state) else {
            throw UnreadableRow(table: "volumes", column: "state", value: state)
        }
        guard let knownOrigin = VolumeOrigin(rawValue: origin) else {
            throw UnreadableRow(table: "volumes", column: "origin", value: origin)
        }
        number = row[0]
        id = VolumeID(rawValue: row[1])
        appName = AppName(rawValue: row[2])
        name = row[3]
        self.state = knownState
        self.origin = knownOrigin
        region = Region(rawValue: row[6])
        zone = row[7]
        sizeGB = row[8]
        encrypted = row[9]
        fstype = row[10]
        snapshotRetention = row[11]
        autoBackupEnabled = row[12]
        attachedMachineID = (row[13] as String?).map(MachineID.init(rawValue:))
        mountedOnce = row[14]
        createdAt = Timestamp(milliseconds: row[15])
        updatedAt = Timestamp(milliseconds: row[16])
        destroyedAt = (row[17] as Int64?).map(Timestamp.init(milliseconds:))
    }
}
