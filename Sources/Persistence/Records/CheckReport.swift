package import GRDB
package import MachineRules

/// A row of `check_reports`: what somebody made a check say, in place of what it would find.
package enum CheckReport {
    /// Makes a check say so from now on.
    package static func set(_ status: CheckStatus, of machine: MachineID, in database: Database) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO check_reports (machine_id, name, status, output, updated_at) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (machine_id, name) DO UPDATE SET status = excluded.status, output = excluded.output,
                    updated_at = CASE WHEN status = excluded.status THEN updated_at ELSE excluded.updated_at END
                """
        ).execute(arguments: [
            machine.rawValue, status.name, status.word.rawValue, status.output, status.updatedAt.milliseconds,
        ])
    }

    /// Lets a check find out for itself again.
    package static func clear(_ name: String, of machine: MachineID, in database: Database) throws {
        try database.cachedStatement(sql: "DELETE FROM check_reports WHERE machine_id = ? AND name = ?")
            .execute(arguments: [machine.rawValue, name])
    }

    /// What the checks of a machine were made to say.
    package static func all(of machine: MachineID, in database: Database) throws -> [CheckStatus] {
        let rows = try Row.fetchCursor(
            database.cachedStatement(
                sql: "SELECT name, status, output, updated_at FROM check_reports WHERE machine_id = ?"
            ),
            arguments: [machine.rawValue]
        )
        var reports: [CheckStatus] = []
        while let row = try rows.next() {
            let word: String = row[1]
            guard let status = CheckStatus.Word(rawValue: word) else {
                throw UnreadableRow(table: "check_reports", column: "status", value: word)
            }
            reports.append(
                CheckStatus(
                    name: row[0], word: status, output: row[2], updatedAt: Timestamp(milliseconds: row[3])
                )
            )
        }
        return reports
    }
}
