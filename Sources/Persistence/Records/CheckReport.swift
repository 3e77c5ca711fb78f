package import GRDB
package import MachineRules

/// A row of `check_reports`: what somebody made a check say, in place of what it would find; or what it has found, where
/// checks really look.
package enum CheckReport {
    /// Makes a check say so from now on.
    package static func set(_ status: CheckStatus, of machine: MachineID, in database: Database) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO check_reports (machine_id, name, status, output, updated_at, probed)
                VALUES (?, ?, ?, ?, ?, 0)
                ON CONFLICT (machine_id, name) DO UPDATE SET status = excluded.status, output = excluded.output,
                    updated_at = CASE WHEN status = excluded.status THEN updated_at ELSE excluded.updated_at END,
                    probed = 0
                """
        ).execute(arguments: [
            machine.rawValue, status.name, status.word.rawValue, status.output, status.updatedAt.milliseconds,
        ])
    }

    /// Keeps what a check has found; nothing while it was made to say something.
    package static func find(_ status: CheckStatus, of machine: MachineID, in database: Database) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO check_reports (machine_id, name, status, output, updated_at, probed)
                VALUES (?, ?, ?, ?, ?, 1)
                ON CONFLICT (machine_id, name) DO UPDATE SET status = excluded.status, output = excluded.output,
                    updated_at = CASE WHEN status = excluded.status THEN updated_at ELSE excluded.updated_at END
                WHERE probed = 1
                """
        ).execute(arguments: [
            machine.rawValue, status.name, status.word.rawValue, status.output, status.updatedAt.milliseconds,
        ])
    }

    /// What the checks of a machine have found counts no more: its program is another one, or none.
    package static func forgetFindings(of machine: MachineID, in database: Database) throws {
        try database.cachedStatement(sql: "DELETE FROM check_reports WHERE machine_id = ? AND probed = 1")
            .execute(arguments: [machine.rawValue])
    }

    /// Lets a check find out for itself again.
    package static func clear(_ name: String, of machine: MachineID, in database: Database) throws {
        try database.cachedStatement(sql: "DELETE FROM check_reports WHERE machine_id = ? AND name = ?")
            .execute(arguments: [machine.rawValue, name])
    }

    /// What the checks of a machine were made to say, or have found.
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
