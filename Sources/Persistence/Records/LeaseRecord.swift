package import GRDB
package import MachineRules

/// A row of `leases`: one a machine at most; an expired row counts as none.
package struct LeaseRecord: Sendable {
    package let machineID: MachineID
    package let nonce: String
    package let owner: String
    package let description: String
    package let expiresAt: Timestamp
    package let instanceID: String

    package init(
        machineID: MachineID,
        nonce: String,
        owner: String,
        description: String,
        expiresAt: Timestamp,
        instanceID: String
    ) {
        self.machineID = machineID
        self.nonce = nonce
        self.owner = owner
        self.description = description
        self.expiresAt = expiresAt
        self.instanceID = instanceID
    }
}

extension LeaseRecord {
    /// The lease that holds at `time`.
    package static func held(
        on machine: MachineID,
        at time: Timestamp,
        in database: Database
    ) throws -> LeaseRecord? {
        let rows = try Row.fetchCursor(
            try database.cachedStatement(
                sql: """
                    SELECT machine_id, nonce, owner, description, expires_at, instance_id FROM leases
                    WHERE machine_id = ? AND expires_at > ?
                    """
            ),
            arguments: [machine.rawValue, time.milliseconds]
        )
        guard let row = try rows.next() else { return nil }
        return LeaseRecord(
            machineID: MachineID(rawValue: row[0]), nonce: row[1], owner: row[2], description: row[3],
            expiresAt: Timestamp(milliseconds: row[4]), instanceID: row[5]
        )
    }

    /// Stores the lease in the place of any other of its machine.
    package func save(in database: Database) throws {
        try database.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO leases (machine_id, nonce, owner, description, expires_at, instance_id)
                VALUES (?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            machineID.rawValue, nonce, owner, description, expiresAt.milliseconds, instanceID,
        ])
    }

    package static func release(_ machine: MachineID, in database: Database) throws {
        try database.cachedStatement(sql: "DELETE FROM leases WHERE machine_id = ?")
            .execute(arguments: [machine.rawValue])
    }
}
