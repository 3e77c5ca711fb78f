package import GRDB
package import MachineRules

/// A row of `cli_sessions`: a login of the command line tool that is under way.
package struct CLISessionRecord: Sendable {
    /// Who may have the token.
    package struct Approval: Sendable, Hashable {
        /// On whose behalf the token acts.
        package let user: String
        /// The organization that it opens.
        package let organization: String

        package init(user: String, organization: String) {
            self.user = user
            self.organization = organization
        }
    }

    /// 32 hexadecimal digits.
    package let id: String
    /// What the tool calls itself: the name of its computer.
    package let name: String
    /// The hash of a secret that the tool keeps until it redeems the session (RFC 7636, S256); nil when it polls.
    package let challenge: String?
    /// What the browser is given for the tool to redeem.
    package let code: String
    /// What the tool wants to see again beside the code.
    package let state: String?
    /// Where on its computer the tool waits for the code.
    package let redirectPort: Int?
    /// Nil until somebody approves.
    package var approval: Approval?
    package let expiresAt: Timestamp

    package init(
        id: String,
        name: String,
        challenge: String?,
        code: String,
        state: String?,
        redirectPort: Int?,
        approval: Approval?,
        expiresAt: Timestamp
    ) {
        self.id = id
        self.name = name
        self.challenge = challenge
        self.code = code
        self.state = state
        self.redirectPort = redirectPort
        self.approval = approval
        self.expiresAt = expiresAt
    }
}

extension CLISessionRecord {
    /// The session of this id, expired or not.
    package static func find(_ id: String, in database: Database) throws -> CLISessionRecord? {
        try database.records(
            """
            SELECT id, name, challenge, code, state, redirect_port, user, org_slug, expires_at FROM cli_sessions
            WHERE id = ?
            """,
            [id]
        ) { CLISessionRecord($0) }.first
    }

    package func insert(in database: Database) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO cli_sessions (id, name, challenge, code, state, redirect_port, user, org_slug, expires_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            id, name, challenge, code, state, redirectPort, approval?.user, approval?.organization,
            expiresAt.milliseconds,
        ])
    }

    /// Stores the approval.
    package func update(in database: Database) throws {
        try database.cachedStatement(sql: "UPDATE cli_sessions SET user = ?, org_slug = ? WHERE id = ?")
            .execute(arguments: [approval?.user, approval?.organization, id])
    }

    package static func delete(_ id: String, in database: Database) throws {
        try database.cachedStatement(sql: "DELETE FROM cli_sessions WHERE id = ?").execute(arguments: [id])
    }

    /// Forgets what had ended by `time`, and of the rest all but the newest.
    package static func sweep(keeping newest: Int, at time: Timestamp, in database: Database) throws {
        try database.cachedStatement(
            sql: """
                DELETE FROM cli_sessions WHERE expires_at <= ?1
                    OR number <= (SELECT number FROM cli_sessions ORDER BY number DESC LIMIT 1 OFFSET ?2)
                """
        ).execute(arguments: [time.milliseconds, newest])
    }

    private init(_ row: Row) {
        id = row[0]
        name = row[1]
        challenge = row[2]
        code = row[3]
        state = row[4]
        redirectPort = row[5]
        if let user = row[6] as String?, let organization = row[7] as String? {
            approval = Approval(user: user, organization: organization)
        } else {
            approval = nil
        }
        expiresAt = Timestamp(milliseconds: row[8])
    }
}
