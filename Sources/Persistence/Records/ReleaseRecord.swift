package import GRDB
package import MachineRules

/// A row of `releases`: one release of an app. It moves no machine; clients do that.
package struct ReleaseRecord: Sendable {
    package let id: ReleaseID
    package let appName: AppName
    /// Counts the app's releases, from 1.
    package let version: Int
    /// In the client's words: `pending`, `running`, `complete`, `failed`, `interrupted`.
    package var status: String
    package let reason: String
    package let description: String
    /// In GraphQL's words: `ROLLING`, `BLUEGREEN`.
    package let strategy: String
    /// The reference of the image, nil where nobody said.
    package let image: String?
    /// The app's configuration, the JSON text of an object.
    package let definition: String?
    /// JSON text.
    package var metadata: String?
    /// Whoever made it.
    package let user: String
    package let createdAt: Timestamp
    package var updatedAt: Timestamp

    package init(
        id: ReleaseID,
        appName: AppName,
        version: Int,
        status: String,
        reason: String,
        description: String,
        strategy: String,
        image: String?,
        definition: String?,
        user: String,
        createdAt: Timestamp
    ) {
        self.id = id
        self.appName = appName
        self.version = version
        self.status = status
        self.reason = reason
        self.description = description
        self.strategy = strategy
        self.image = image
        self.definition = definition
        self.metadata = nil
        self.user = user
        self.createdAt = createdAt
        self.updatedAt = createdAt
    }
}

extension ReleaseRecord {
    private static let columns = """
        SELECT id, app_name, version, status, reason, description, strategy, image, definition, metadata, user,
            created_at, updated_at
        FROM releases
        """

    package static func find(_ id: ReleaseID, in database: Database) throws -> ReleaseRecord? {
        try fetch(database, "\(columns) WHERE id = ?", [id.rawValue]).first
    }

    /// The releases of an app, the newest first.
    package static func all(of app: AppName, in database: Database) throws -> [ReleaseRecord] {
        try fetch(database, "\(columns) WHERE app_name = ? ORDER BY version DESC", [app.rawValue])
    }

    package static func newest(of app: AppName, in database: Database) throws -> ReleaseRecord? {
        try fetch(database, "\(columns) WHERE app_name = ? ORDER BY version DESC LIMIT 1", [app.rawValue]).first
    }

    /// The newest release of each app that has one.
    package static func newestOfAll(in database: Database) throws -> [ReleaseRecord] {
        try fetch(
            database,
            "\(columns) r WHERE version = (SELECT max(version) FROM releases WHERE app_name = r.app_name) ORDER BY app_name",
            [])
    }

    package func insert(in database: Database) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO releases (id, app_name, version, status, reason, description, strategy, image, definition,
                    metadata, user, created_at, updated_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            id.rawValue, appName.rawValue, version, status, reason, description, strategy, image, definition, metadata,
            user, createdAt.milliseconds, updatedAt.milliseconds,
        ])
    }

    /// Stores what may change: the status and the metadata.
    package func update(in database: Database) throws {
        try database.cachedStatement(sql: "UPDATE releases SET status = ?, metadata = ?, updated_at = ? WHERE id = ?")
            .execute(arguments: [status, metadata, updatedAt.milliseconds, id.rawValue])
    }

    private static func fetch(
        _ database: Database,
        _ sql: String,
        _ arguments: StatementArguments
    ) throws -> [ReleaseRecord] {
        try database.records(sql, arguments) { ReleaseRecord($0) }
    }

    private init(_ row: Row) {
        id = ReleaseID(rawValue: row[0])
        appName = AppName(rawValue: row[1])
        version = row[2]
        status = row[3]
        reason = row[4]
        description = row[5]
        strategy = row[6]
        image = row[7]
        definition = row[8]
        metadata = row[9]
        user = row[10]
        createdAt = Timestamp(milliseconds: row[11])
        updatedAt = Timestamp(milliseconds: row[12])
    }
}
