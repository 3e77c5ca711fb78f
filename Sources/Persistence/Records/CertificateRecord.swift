package import GRDB
package import MachineRules

/// A row of `certificates`: what an app has for one host name. Several apps may have the same; the oldest row holds it.
package struct CertificateRecord: Sendable {
    /// The order of making; stable order of lists.
    package private(set) var number: Int64
    package let id: CertificateID
    package let appName: AppName
    package let hostname: Hostname
    package var life: CertificateLife
    package let createdAt: Timestamp
    package var updatedAt: Timestamp

    package init(
        id: CertificateID,
        appName: AppName,
        hostname: Hostname,
        life: CertificateLife,
        createdAt: Timestamp
    ) {
        self.number = 0
        self.id = id
        self.appName = appName
        self.hostname = hostname
        self.life = life
        self.createdAt = createdAt
        self.updatedAt = createdAt
    }
}

extension CertificateRecord {
    private static let columns = """
        SELECT number, id, app_name, hostname, acme_requested, acme_issued_at, custom_fullchain, custom_private_key,
            custom_created_at, custom_expires_at, custom_issuer, custom_key, has_address, is_owned, checked_at,
            created_at, updated_at
        FROM certificates
        """

    package static func find(
        _ hostname: Hostname,
        of app: AppName,
        in database: Database
    ) throws -> CertificateRecord? {
        try fetch(database, "\(columns) WHERE app_name = ? AND hostname = ?", [app.rawValue, hostname.text]).first
    }

    package static func find(_ id: CertificateID, in database: Database) throws -> CertificateRecord? {
        try fetch(database, "\(columns) WHERE id = ?", [id.rawValue]).first
    }

    /// The certificates of an app in the order of making.
    /// - Parameters:
    ///   - filter: in lower case, what the host name contains; empty for all.
    ///   - after: the number of the last one of the page before.
    package static func page(
        of app: AppName,
        containing filter: String,
        after: Int64,
        limit: Int,
        in database: Database
    ) throws -> [CertificateRecord] {
        try fetch(
            database,
            "\(columns) WHERE app_name = ? AND instr(hostname, ?) > 0 AND number > ? ORDER BY number LIMIT ?",
            [app.rawValue, filter, after, limit]
        )
    }

    /// How many certificates of an app have a host name that contains `filter`.
    package static func count(of app: AppName, containing filter: String, in database: Database) throws -> Int {
        try database.scalar(
            "SELECT count(*) FROM certificates WHERE app_name = ? AND instr(hostname, ?) > 0", [app.rawValue, filter]
        )
    }

    /// The app that was the first to ask for a certificate for a host name.
    package static func holder(of hostname: Hostname, in database: Database) throws -> AppName? {
        let name = try String.fetchOne(
            try database.cachedStatement(
                sql: "SELECT app_name FROM certificates WHERE hostname = ? ORDER BY number LIMIT 1"
            ),
            arguments: [hostname.text]
        )
        return name.map(AppName.init(rawValue:))
    }

    /// Which app each host name of the world leads to: the one that asked first.
    package static func hostnames(in database: Database) throws -> HostnameTable {
        let rows = try Row.fetchCursor(
            try database.cachedStatement(sql: "SELECT hostname, app_name FROM certificates ORDER BY number")
        )
        var entries: [(hostname: String, app: AppName)] = []
        while let row = try rows.next() { entries.append((row[0], AppName(rawValue: row[1]))) }
        return HostnameTable(entries)
    }

    package mutating func insert(in database: Database) throws {
        let custom = life.custom
        try database.cachedStatement(
            sql: """
                INSERT INTO certificates (id, app_name, hostname, acme_requested, acme_issued_at, custom_fullchain,
                    custom_private_key, custom_created_at, custom_expires_at, custom_issuer, custom_key, has_address,
                    is_owned, checked_at, created_at, updated_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            id.rawValue, appName.rawValue, hostname.text, life.acmeRequested, life.acmeIssuedAt?.milliseconds,
            custom?.fullchain, custom?.privateKey, custom?.createdAt.milliseconds, custom?.expiresAt.milliseconds,
            custom?.issuer, custom?.key.rawValue, life.finding.hasAddress, life.finding.isOwned,
            life.checkedAt?.milliseconds, createdAt.milliseconds, updatedAt.milliseconds,
        ])
        number = database.lastInsertedRowID
    }

    /// Stores what may change.
    package func update(in database: Database) throws {
        let custom = life.custom
        try database.cachedStatement(
            sql: """
                UPDATE certificates SET acme_requested = ?, acme_issued_at = ?, custom_fullchain = ?,
                    custom_private_key = ?, custom_created_at = ?, custom_expires_at = ?, custom_issuer = ?,
                    custom_key = ?, has_address = ?, is_owned = ?, checked_at = ?, updated_at = ?
                WHERE number = ?
                """
        ).execute(arguments: [
            life.acmeRequested, life.acmeIssuedAt?.milliseconds, custom?.fullchain, custom?.privateKey,
            custom?.createdAt.milliseconds, custom?.expiresAt.milliseconds, custom?.issuer, custom?.key.rawValue,
            life.finding.hasAddress, life.finding.isOwned, life.checkedAt?.milliseconds, updatedAt.milliseconds,
            number,
        ])
    }

    package func delete(in database: Database) throws {
        try database.cachedStatement(sql: "DELETE FROM certificates WHERE number = ?").execute(arguments: [number])
    }

    private static func fetch(
        _ database: Database,
        _ sql: String,
        _ arguments: StatementArguments
    ) throws -> [CertificateRecord] {
        try database.records(sql, arguments) { try CertificateRecord($0) }
    }

    private init(_ row: Row) throws {
        number = row[0]
        id = CertificateID(rawValue: row[1])
        appName = AppName(rawValue: row[2])
        hostname = try Hostname(row[3])
        life = CertificateLife(
            acmeRequested: row[4],
            acmeIssuedAt: (row[5] as Int64?).map(Timestamp.init(milliseconds:)),
            custom: try Self.custom(row),
            finding: CertificateLife.Finding(hasAddress: row[12], isOwned: row[13]),
            checkedAt: (row[14] as Int64?).map(Timestamp.init(milliseconds:))
        )
        createdAt = Timestamp(milliseconds: row[15])
        updatedAt = Timestamp(milliseconds: row[16])
    }

    private static func custom(_ row: Row) throws -> CertificateLife.Custom? {
        guard let fullchain: String = row[6] else { return nil }
        let word: String = row[11]
        guard let key = CertificateLife.KeyKind(rawValue: word) else {
            throw UnreadableRow(table: "certificates", column: "custom_key", value: word)
        }
        return CertificateLife.Custom(
            fullchain: fullchain, privateKey: row[7], createdAt: Timestamp(milliseconds: row[8]),
            expiresAt: Timestamp(milliseconds: row[9]), issuer: row[10], key: key
        )
    }
}
