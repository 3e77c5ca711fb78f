package import GRDB
package import MachineRules

/// A row of `ip_addresses`. The shared address is no row but a column of the app: an app has one, and GraphQL never
/// lists it (reference/graphql.md, section 2.2).
package struct IPAddressRecord: Sendable {
    package let id: String
    package let appName: AppName
    package let address: String
    /// `v4`, `v6` or `private_v6`.
    package let type: String
    package let region: String
    package let network: String?
    package let networkOrganization: String?
    package let serviceName: String?
    package let createdAt: Timestamp

    package init(
        id: String,
        appName: AppName,
        address: String,
        type: String,
        region: String,
        network: String?,
        networkOrganization: String?,
        serviceName: String?,
        createdAt: Timestamp
    ) {
        self.id = id
        self.appName = appName
        self.address = address
        self.type = type
        self.region = region
        self.network = network
        self.networkOrganization = networkOrganization
        self.serviceName = serviceName
        self.createdAt = createdAt
    }
}

extension IPAddressRecord {
    private static let columns = """
        SELECT id, app_name, address, type, region, network, network_organization, service_name, created_at
        FROM ip_addresses
        """

    package static func find(_ id: String, in database: Database) throws -> IPAddressRecord? {
        try fetch(database, "\(columns) WHERE id = ?", [id]).first
    }

    /// The addresses of an app in the order of allocation.
    package static func all(of app: AppName, in database: Database) throws -> [IPAddressRecord] {
        try fetch(database, "\(columns) WHERE app_name = ? ORDER BY number", [app.rawValue])
    }

    /// Whether any app of the world holds this address, shared ones not counted.
    package static func isTaken(_ address: String, in database: Database) throws -> Bool {
        let count: Int = try database.scalar("SELECT count(*) FROM ip_addresses WHERE address = ?", [address])
        return count > 0
    }

    package func insert(in database: Database) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO ip_addresses (id, app_name, address, type, region, network, network_organization,
                    service_name, created_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            id, appName.rawValue, address, type, region, network, networkOrganization, serviceName,
            createdAt.milliseconds,
        ])
    }

    package static func delete(_ id: String, in database: Database) throws {
        try database.cachedStatement(sql: "DELETE FROM ip_addresses WHERE id = ?").execute(arguments: [id])
    }

    private static func fetch(
        _ database: Database,
        _ sql: String,
        _ arguments: StatementArguments
    ) throws -> [IPAddressRecord] {
        try database.records(sql, arguments) { IPAddressRecord($0) }
    }

    private init(_ row: Row) {
        id = row[0]
        appName = AppName(rawValue: row[1])
        address = row[2]
        type = row[3]
        region = row[4]
        network = row[5]
        networkOrganization = row[6]
        serviceName = row[7]
        createdAt = Timestamp(milliseconds: row[8])
    }
}
