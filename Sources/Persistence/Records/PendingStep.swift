package import GRDB
package import MachineRules
import OrderedJSON

/// A row of `pending_steps`: what a machine does next, and when.
package struct PendingStep: Sendable, Hashable {
    package let machineID: MachineID
    package let appName: AppName
    package let step: Step
    package let due: Timestamp
    /// Who asked for it, as the controls show it: `user`, `proxy` or `flyd`.
    package let cause: String
}

extension PendingStep {
    /// Sets the machine's only pending step.
    package static func set(
        _ step: Step,
        due: Timestamp,
        cause: String,
        for machine: MachineID,
        in database: Database
    ) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO pending_steps (machine_id, step, detail, due, cause) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (machine_id) DO UPDATE SET step = excluded.step, detail = excluded.detail,
                    due = excluded.due, cause = excluded.cause
                """
        ).execute(arguments: [machine.rawValue, step.name, step.detail.text, due.milliseconds, cause])
    }

    /// Removes the machine's pending step, if it has one.
    package static func clear(_ machine: MachineID, in database: Database) throws {
        try database.cachedStatement(sql: "DELETE FROM pending_steps WHERE machine_id = ?")
            .execute(arguments: [machine.rawValue])
    }

    /// The steps in the order they fall due, earliest first; where they fall together, the machine that waits longest.
    /// - Parameter limit: how many at most.
    package static func next(limit: Int, in database: Database) throws -> [PendingStep] {
        try fetch("", [], limit: limit, in: database)
    }

    /// The pending step of one machine.
    package static func of(_ machine: MachineID, in database: Database) throws -> PendingStep? {
        try fetch("WHERE p.machine_id = ?", [machine.rawValue], limit: 1, in: database).first
    }

    /// How many steps are pending.
    package static func count(in database: Database) throws -> Int {
        try database.scalar("SELECT count(*) FROM pending_steps")
    }

    private static func fetch(
        _ filter: String,
        _ arguments: StatementArguments,
        limit: Int,
        in database: Database
    ) throws -> [PendingStep] {
        let rows = try Row.fetchCursor(
            try database.cachedStatement(
                sql: """
                    SELECT p.machine_id, m.app_name, p.step, p.detail, p.due, p.cause
                    FROM pending_steps p JOIN machines m ON m.id = p.machine_id
                    \(filter) ORDER BY p.due, p.number LIMIT \(limit)
                    """
            ),
            arguments: arguments
        )
        var steps: [PendingStep] = []
        while let row = try rows.next() {
            guard let step = try step(name: row[2], detail: row[3]) else { continue }
            steps.append(
                PendingStep(
                    machineID: MachineID(rawValue: row[0]), appName: AppName(rawValue: row[1]), step: step,
                    due: Timestamp(milliseconds: row[4]), cause: row[5]
                )
            )
        }
        return steps
    }

    static func step(name: String?, detail: String?) throws -> Step? {
        guard let name, let detail else { return nil }
        guard let document = try? JSON(parsing: detail), let step = Step(name: name, detail: document) else {
            throw UnreadableRow(table: "pending_steps", column: "step", value: "\(name) \(detail)")
        }
        return step
    }
}
