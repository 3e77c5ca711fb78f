package import GRDB
package import MachineRules

/// A row of `volumes`.
package struct VolumeRecord: Sendable {
    package let id: VolumeID
    package let appName: AppName
    package let name: String
    package var state: String
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
    package var destroyedAt: Timestamp?

    package init(
        id: VolumeID,
        appName: AppName,
        name: String,
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
        self.state = "created"
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
        self.destroyedAt = nil
    }
}

extension VolumeRecord {
    /// When it changed last, as far as its row tells: its making or its end.
    package var updatedAt: Timestamp { destroyedAt ?? createdAt }

    private static let columns = """
        SELECT id, app_name, name, state, region, zone, size_gb, encrypted, fstype, snapshot_retention,
            auto_backup_enabled, attached_machine_id, mounted_once, created_at, destroyed_at
        FROM volumes
        """

    /// The volume with this id, destroyed ones included.
    package static func find(_ id: VolumeID, in database: Database) throws -> VolumeRecord? {
        try fetch(database, "\(columns) WHERE id = ?", [id.rawValue]).first
    }

    /// The living volumes of an app in the order of making.
    package static func all(of app: AppName, in database: Database) throws -> [VolumeRecord] {
        try fetch(database, "\(columns) WHERE app_name = ? AND destroyed_at IS NULL ORDER BY number", [app.rawValue])
    }

    /// The volumes of an organization's apps, least recently changed first.
    package static func all(_ filter: OrganizationFilter, in database: Database) throws -> [VolumeRecord] {
        let updated = "coalesce(destroyed_at, created_at)"
        return try fetch(database, "\(columns) \(OrganizationFilter.clause(updated: updated))", filter.arguments)
    }

    /// The living volumes of an app with this name; several may share one.
    package static func named(_ name: String, in app: AppName, _ database: Database) throws -> [VolumeRecord] {
        try fetch(
            database, "\(columns) WHERE app_name = ? AND name = ? AND destroyed_at IS NULL ORDER BY number",
            [app.rawValue, name]
        )
    }

    /// The volume attached to a machine.
    package static func attached(to machine: MachineID, in database: Database) throws -> VolumeRecord? {
        try fetch(database, "\(columns) WHERE attached_machine_id = ?", [machine.rawValue]).first
    }

    package static func count(of app: AppName, in database: Database) throws -> Int {
        try database.scalar("SELECT count(*) FROM volumes WHERE app_name = ? AND destroyed_at IS NULL", [app.rawValue])
    }

    package func insert(in database: Database) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO volumes (id, app_name, name, state, region, zone, size_gb, encrypted, fstype,
                    snapshot_retention, auto_backup_enabled, attached_machine_id, mounted_once, created_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            id.rawValue, appName.rawValue, name, state, region.rawValue, zone, sizeGB, encrypted, fstype,
            snapshotRetention, autoBackupEnabled, attachedMachineID?.rawValue, mountedOnce, createdAt.milliseconds,
        ])
    }

    /// Stores what may change.
    package func update(in database: Database) throws {
        try database.cachedStatement(
            sql: """
                UPDATE volumes SET state = ?, size_gb = ?, snapshot_retention = ?, auto_backup_enabled = ?,
                    attached_machine_id = ?, mounted_once = ?, destroyed_at = ?
                WHERE id = ?
                """
        ).execute(arguments: [
            state, sizeGB, snapshotRetention, autoBackupEnabled, attachedMachineID?.rawValue, mountedOnce,
            destroyedAt?.milliseconds, id.rawValue,
        ])
    }

    private static func fetch(
        _ database: Database,
        _ sql: String,
        _ arguments: StatementArguments
    ) throws -> [VolumeRecord] {
        let rows = try Row.fetchCursor(try database.cachedStatement(sql: sql), arguments: arguments)
        var records: [VolumeRecord] = []
        while let row = try rows.next() { records.append(VolumeRecord(row)) }
        return records
    }

    private init(_ row: Row) {
        id = VolumeID(rawValue: row[0])
        appName = AppName(rawValue: row[1])
        name = row[2]
        state = row[3]
        region = Region(rawValue: row[4])
        zone = row[5]
        sizeGB = row[6]
        encrypted = row[7]
        fstype = row[8]
        snapshotRetention = row[9]
        autoBackupEnabled = row[10]
        attachedMachineID = (row[11] as String?).map(MachineID.init(rawValue:))
        mountedOnce = row[12]
        createdAt = Timestamp(milliseconds: row[13])
        destroyedAt = (row[14] as Int64?).map(Timestamp.init(milliseconds:))
    }
}
