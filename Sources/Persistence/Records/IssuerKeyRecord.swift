package import GRDB
package import MachineRules

/// The one row of `issuer_key`: the world's private key, in PEM.
package enum IssuerKeyRecord {
    package static func find(in database: Database) throws -> String? {
        let rows = try Row.fetchCursor(try database.cachedStatement(sql: "SELECT pem FROM issuer_key"))
        return try rows.next().map { $0[0] }
    }

    package static func insert(_ pem: String, at time: Timestamp, in database: Database) throws {
        try database.cachedStatement(sql: "INSERT INTO issuer_key (id, pem, created_at) VALUES (1, ?, ?)")
            .execute(arguments: [pem, time.milliseconds])
    }
}
