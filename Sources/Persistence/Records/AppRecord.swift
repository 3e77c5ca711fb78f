package import GRDB
package import MachineRules

/// A row of `apps`.
package struct AppRecord: Sendable {
    /// The REST id, 16 characters; GraphQL's id of an app is its name.
    package let id: String
    package let name: AppName
    package var orgSlug: String
    package let network: String
    /// The first three groups of the private addresses of the app's machines.
    package let networkPrefix: String
    package let numericID: Int
    package var sharedIP: String?
    package var sharedIPCreatedAt: Timestamp?
    /// How many Flycast addresses the app has had: the counter in the next one.
    package var flycastCount: Int
    package let createdAt: Timestamp
    package let idempotencyKey: String?

    package init(
        id: String,
        name: AppName,
        orgSlug: String,
        network: String,
        networkPrefix: String,
        numericID: Int,
        createdAt: Timestamp,
        idempotencyKey: String?
    ) {
        self.id = id
        self.name = name
        self.orgSlug = orgSlug
        self.network = network
        self.networkPrefix = networkPrefix
        self.numericID = numericID
        self.sharedIP = nil
        self.sharedIPCreatedAt = nil
        self.flycastCount = 0
        self.createdAt = createdAt
        self.idempotencyKey = idempotencyKey
    }
}

extension AppRecord {
    private static let columns = """
        SELECT id, name, org_slug, network, network_prefix, numeric_id, shared_ip, shared_ip_created_at,
            flycast_count, created_at, idempotency_key
        FROM apps
        """

    package static func find(_ name: AppName, in database: Database) throws -> AppRecord? {
        try fetch(database, "\(columns) WHERE name = ?", [name.rawValue]).first
    }

    /// The app made with this idempotency key.
    package static func made(with key: String, in database: Database) throws -> AppRecord? {
        try fetch(database, "\(columns) WHERE idempotency_key = ?", [key]).first
    }

    /// The apps of an organization in the order of making; of all when nil.
    package static func all(of orgSlug: String?, in database: Database) throws -> [AppRecord] {
        guard let orgSlug else { return try fetch(database, "\(columns) ORDER BY number", []) }
        return try fetch(database, "\(columns) WHERE org_slug = ? ORDER BY number", [orgSlug])
    }

    package static func count(in database: Database) throws -> Int {
        try database.scalar("SELECT count(*) FROM apps")
    }

    package static func exists(_ name: AppName, in database: Database) throws -> Bool {
        let count: Int = try database.scalar("SELECT count(*) FROM apps WHERE name = ?", [name.rawValue])
        return count > 0
    }

    /// Whether an app of the world has this id.
    package static func exists(id: String, in database: Database) throws -> Bool {
        let count: Int = try database.scalar("SELECT count(*) FROM apps WHERE id = ?", [id])
        return count > 0
    }

    package func insert(in database: Database) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO apps (id, name, org_slug, network, network_prefix, numeric_id, flycast_count, created_at,
                    idempotency_key)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            id, name.rawValue, orgSlug, network, networkPrefix, numericID, flycastCount, createdAt.milliseconds,
            idempotencyKey,
        ])
    }

    /// Stores what may change: the organization, the shared address and the Flycast counter.
    package func update(in database: Database) throws {
        try database.cachedStatement(
            sql: """
                UPDATE apps SET org_slug = ?, shared_ip = ?, shared_ip_created_at = ?, flycast_count = ? WHERE name = ?
                """
        ).execute(arguments: [orgSlug, sharedIP, sharedIPCreatedAt?.milliseconds, flycastCount, name.rawValue])
    }

    /// Deletes the app with all that belongs to it.
    package static func delete(_ name: AppName, in database: Database) throws {
        try database.cachedStatement(sql: "DELETE FROM apps WHERE name = ?").execute(arguments: [name.rawValue])
    }

    private static func fetch(
        _ database: Database,
        _ sql: String,
        _ arguments: StatementArguments
    ) throws -> [AppRecord] {
        try database.records(sql, arguments) { AppRecord($0) }
    }

    private init(_ row: Row) {
        id = row[0]
        name = AppName(rawValue: row[1])
        orgSlug = row[2]
        network = row[3]
        networkPrefix = row[4]
        numericID = row[5]
        sharedIP = row[6]
        sharedIPCreatedAt = (row[7] as Int64?).map(Timestamp.init(milliseconds:))
        flycastCount = row[8]
        createdAt = Timestamp(milliseconds: row[9])
        idempotencyKey = row[10]
    }
}
