package import GRDB
package import MachineRules

/// A row of `egress_addresses`: an address that the machines of an app, or one of them, go out by.
package struct EgressAddressRecord: Sendable {
    package let id: IPAddressID
    package let appName: AppName
    /// Whose it is alone; nil for all machines of the app in the region.
    package let machineID: MachineID?
    package let address: String
    /// 4 or 6.
    package let version: Int
    package let region: Region
    package let createdAt: Timestamp

    package init(
        id: IPAddressID,
        appName: AppName,
        machineID: MachineID?,
        address: String,
        version: Int,
        region: Region,
        createdAt: Timestamp
    ) {
        self.id = id
        self.appName = appName
        self.machineID = machineID
        self.address = address
        self.version = version
        self.region = region
        self.createdAt = createdAt
    }
}

extension EgressAddressRecord {
    private static let columns = """
        SELECT id, app_name, machine_id, address, ip_version, region, created_at FROM egress_addresses
        """

    package static func find(_ id: IPAddressID, in database: Database) throws -> EgressAddressRecord? {
        try fetch(database, "\(columns) WHERE id = ?", [id.rawValue]).first
    }

    /// The addresses of a whole app in the order of allocation, those of single machines aside.
    package static func all(of app: AppName, in database: Database) throws -> [EgressAddressRecord] {
        try fetch(database, "\(columns) WHERE app_name = ? AND machine_id IS NULL ORDER BY number", [app.rawValue])
    }

    /// The addresses of one machine alone.
    package static func all(of machine: MachineID, in database: Database) throws -> [EgressAddressRecord] {
        try fetch(database, "\(columns) WHERE machine_id = ? ORDER BY number", [machine.rawValue])
    }

    package static func isTaken(_ address: String, in database: Database) throws -> Bool {
        let count: Int = try database.scalar("SELECT count(*) FROM egress_addresses WHERE address = ?", [address])
        return count > 0
    }

    package func insert(in database: Database) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO egress_addresses (id, app_name, machine_id, address, ip_version, region, created_at)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            id.rawValue, appName.rawValue, machineID?.rawValue, address, version, region.rawValue,
            createdAt.milliseconds,
        ])
    }

    /// Every address of an app, those of single machines too, in the order of allocation.
    package static func allOfMachinesToo(of app: AppName, in database: Database) throws -> [EgressAddressRecord] {
        try fetch(database, "\(columns) WHERE app_name = ? ORDER BY number", [app.rawValue])
    }

    /// Makes the address of one machine that of its whole app.
    package static func promote(_ id: IPAddressID, in database: Database) throws {
        try database.cachedStatement(sql: "UPDATE egress_addresses SET machine_id = NULL WHERE id = ?")
            .execute(arguments: [id.rawValue])
    }

    package static func delete(_ id: IPAddressID, in database: Database) throws {
        try database.cachedStatement(sql: "DELETE FROM egress_addresses WHERE id = ?")
            .execute(arguments: [id.rawValue])
    }

    private static func fetch(
        _ database: Database,
        _ sql: String,
        _ arguments: StatementArguments
    ) throws -> [EgressAddressRecord] {
        try database.records(sql, arguments) { EgressAddressRecord($0) }
    }

    private init(_ row: Row) {
        id = IPAddressID(rawValue: row[0])
        appName = AppName(rawValue: row[1])
        machineID = (row[2] as String?).map(MachineID.init(rawValue:))
        address = row[3]
        version = row[4]
        region = Region(rawValue: row[5])
        createdAt = Timestamp(milliseconds: row[6])
    }
}
