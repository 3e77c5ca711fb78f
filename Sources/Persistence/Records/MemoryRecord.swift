package import GRDB
package import MachineRules

/// A row of `machine_memory`: how much memory a machine's balloon leaves it. A machine whose balloon nobody touched in
/// its present boot has none.
package struct MemoryRecord: Sendable, Hashable {
    package let machineID: MachineID
    /// The cold boot it belongs to: the next one begins with all memory again.
    package let boots: Int
    /// In MiB.
    package let limitMB: Int

    package init(machineID: MachineID, boots: Int, limitMB: Int) {
        self.machineID = machineID
        self.boots = boots
        self.limitMB = limitMB
    }
}

extension MemoryRecord {
    package static func find(_ machine: MachineID, in database: Database) throws -> MemoryRecord? {
        let rows = try Row.fetchCursor(
            try database.cachedStatement(sql: "SELECT boots, limit_mb FROM machine_memory WHERE machine_id = ?"),
            arguments: [machine.rawValue]
        )
        guard let row = try rows.next() else { return nil }
        return MemoryRecord(machineID: machine, boots: row[0], limitMB: row[1])
    }

    /// Stores the record in the place of any other of its machine.
    package func save(in database: Database) throws {
        try database.cachedStatement(
            sql: "INSERT OR REPLACE INTO machine_memory (machine_id, boots, limit_mb) VALUES (?, ?, ?)"
        ).execute(arguments: [machineID.rawValue, boots, limitMB])
    }
}
