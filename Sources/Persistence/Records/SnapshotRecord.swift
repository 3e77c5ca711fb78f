package import GRDB
package import MachineRules

/// A row of `volume_snapshots`: the copy of a volume's files at one moment. It stays when the volume goes.
package struct SnapshotRecord: Sendable {
    /// The order of making; 0 before it is inserted.
    package private(set) var number: Int64 = 0
    package let id: SnapshotID
    package let appName: AppName
    package let volumeID: VolumeID
    package let region: Region
    package let fstype: String
    package let volumeSizeGB: Int
    /// The day's own one; otherwise somebody asked for it.
    package let isAutomatic: Bool
    package var status: SnapshotStatus
    /// Bytes of the files.
    package let size: Int
    package let digest: String
    package let retentionDays: Int
    package let requestedAt: Timestamp
    /// When it was done, or had failed.
    package var finishedAt: Timestamp?

    /// A snapshot that was just asked for.
    package init(
        id: SnapshotID,
        of volume: VolumeRecord,
        isAutomatic: Bool,
        size: Int,
        digest: String,
        requestedAt: Timestamp
    ) {
        self.init(
            id: id, of: volume, isAutomatic: isAutomatic, status: isAutomatic ? .waiting : .pending, size: size,
            digest: digest, retentionDays: volume.snapshotRetention, requestedAt: requestedAt, finishedAt: nil)
    }

    /// A snapshot that has come so far elsewhere.
    package init(
        id: SnapshotID,
        of volume: VolumeRecord,
        isAutomatic: Bool,
        status: SnapshotStatus,
        size: Int,
        digest: String,
        retentionDays: Int,
        requestedAt: Timestamp,
        finishedAt: Timestamp?
    ) {
        self.id = id
        appName = volume.appName
        volumeID = volume.id
        region = volume.region
        fstype = volume.fstype
        volumeSizeGB = volume.sizeGB
        self.isAutomatic = isAutomatic
        self.status = status
        self.size = size
        self.digest = digest
        self.retentionDays = retentionDays
        self.requestedAt = requestedAt
        self.finishedAt = finishedAt
    }
}

extension SnapshotRecord {
    private static let columns = """
        SELECT number, id, app_name, volume_id, region, fstype, volume_size_gb, automatic, status, size, digest,
            retention_days, requested_at, finished_at
        FROM volume_snapshots
        """

    package static func find(_ id: SnapshotID, in database: Database) throws -> SnapshotRecord? {
        try fetch(database, "\(columns) WHERE id = ?", [id.rawValue]).first
    }

    /// The snapshots of an app's volume, newest first.
    package static func all(of volume: VolumeID, in app: AppName, _ database: Database) throws -> [SnapshotRecord] {
        try fetch(
            database, "\(columns) WHERE volume_id = ? AND app_name = ? ORDER BY number DESC",
            [volume.rawValue, app.rawValue]
        )
    }

    /// All snapshots of an app.
    package static func all(of app: AppName, in database: Database) throws -> [SnapshotRecord] {
        try fetch(database, "\(columns) WHERE app_name = ? ORDER BY number", [app.rawValue])
    }

    /// The one snapshot of a volume that is under way.
    package static func unfinished(of volume: VolumeID, in database: Database) throws -> SnapshotRecord? {
        try fetch(database, "\(columns) WHERE volume_id = ? AND finished_at IS NULL", [volume.rawValue]).first
    }

    package mutating func insert(in database: Database) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO volume_snapshots (id, app_name, volume_id, region, fstype, volume_size_gb, automatic,
                    status, size, digest, retention_days, requested_at, finished_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            id.rawValue, appName.rawValue, volumeID.rawValue, region.rawValue, fstype, volumeSizeGB, isAutomatic,
            status.rawValue, size, digest, retentionDays, requestedAt.milliseconds, finishedAt?.milliseconds,
        ])
        number = database.lastInsertedRowID
    }

    /// Stores how far it is.
    package func update(in database: Database) throws {
        try database.cachedStatement(sql: "UPDATE volume_snapshots SET status = ?, finished_at = ? WHERE id = ?")
            .execute(arguments: [status.rawValue, finishedAt?.milliseconds, id.rawValue])
    }

    package static func delete(_ id: SnapshotID, in database: Database) throws {
        try database.cachedStatement(sql: "DELETE FROM volume_snapshots WHERE id = ?")
            .execute(arguments: [id.rawValue])
    }

    private static func fetch(
        _ database: Database,
        _ sql: String,
        _ arguments: StatementArguments
    ) throws -> [SnapshotRecord] {
        try database.records(sql, arguments) { try SnapshotRecord($0) }
    }

    private init(_ row: Row) throws {
        let word: String = row[8]
        guard let status = SnapshotStatus(rawValue: word) else {
            throw UnreadableRow(table: "volume_snapshots", column: "status", value: word)
        }
        number = row[0]
        id = SnapshotID(rawValue: row[1])
        appName = AppName(rawValue: row[2])
        volumeID = VolumeID(rawValue: row[3])
        region = Region(rawValue: row[4])
        fstype = row[5]
        volumeSizeGB = row[6]
        isAutomatic = row[7]
        self.status = status
        size = row[9]
        digest = row[10]
        retentionDays = row[11]
        requestedAt = Timestamp(milliseconds: row[12])
        finishedAt = (row[13] as Int64?).map(Timestamp.init(milliseconds:))
    }
}
