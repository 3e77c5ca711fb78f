import MachineRules
package import Persistence

/// Logins of the command line tool (reference/graphql.md, section 4.3): a session is made, approved, and exchanged once
/// for a token.
package struct CLISessionsService: Sendable {
    let world: World

    package typealias Approval = CLISessionRecord.Approval

    /// What a tool asks for.
    package struct Draft: Sendable {
        package let name: String
        package let challenge: String?
        package let state: String?
        package let redirectPort: Int?

        package init(name: String, challenge: String?, state: String?, redirectPort: Int?) {
            self.name = name
            self.challenge = challenge
            self.state = state
            self.redirectPort = redirectPort
        }
    }

    /// Writes a token's text down.
    package typealias TokenText = @Sendable (TokensService.Seal) -> String

    /// As long as the tool waits.
    package static let lifetime = Duration.seconds(15 * 60)
    /// So many sessions are under way at most; making more ends the oldest (chosen).
    package static let most = 1000

    /// Begins a session.
    /// - Parameter approval: of a session that needs nobody's.
    package func create(_ draft: Draft, approval: Approval?) async throws -> CLISessionRecord {
        try await world.write { transaction in
            let session = transaction.random { generator in
                CLISessionRecord(
                    id: Identifiers.sessionID(using: &generator), name: draft.name, challenge: draft.challenge,
                    code: Identifiers.sessionCode(using: &generator), state: draft.state,
                    redirectPort: draft.redirectPort, approval: approval, expiresAt: transaction.now + Self.lifetime)
            }
            try CLISessionRecord.sweep(keeping: Self.most - 1, at: transaction.now, in: transaction.database)
            try session.insert(in: transaction.database)
            return session
        }
    }

    /// - Throws: `Refusal` 404 for one that is not there any more.
    package func session(_ id: String) async throws -> CLISessionRecord {
        try await world.read { database, now in
            guard let session = try CLISessionRecord.find(id, in: database), session.expiresAt > now else {
                throw Refusal(.cliSessionNotFound)
            }
            return session
        }
    }

    /// Lets a session have its token.
    /// - Throws: `Refusal` 404.
    package func approve(_ id: String, _ approval: Approval) async throws {
        try await world.write { transaction in
            var session = try Self.session(id, transaction)
            session.approval = approval
            try session.update(in: transaction.database)
        }
    }

    /// Ends an approved session that polls with its token.
    /// - Throws: `Refusal` 404 unless it is approved and polls.
    package func token(of id: String, text: @escaping TokenText) async throws -> String {
        try await world.write { transaction in
            let session = try Self.session(id, transaction)
            guard session.challenge == nil else { throw Refusal(.cliSessionNeedsCode) }
            return try Self.exchange(session, text, transaction)
        }
    }

    /// Ends an approved session with its token, for whoever has the code and the secret behind the challenge.
    /// - Parameter challenge: makes a challenge of a secret.
    /// - Throws: `Refusal` 404, and 400 for a wrong code or secret.
    package func redeem(
        _ id: String,
        code: String,
        verifier: String,
        challenge: @escaping @Sendable (String) -> String,
        text: @escaping TokenText
    ) async throws -> String {
        try await world.write { transaction in
            let session = try Self.session(id, transaction)
            guard session.code == code else { throw Refusal(.cliSessionCodeWrong) }
            guard session.challenge == challenge(verifier) else { throw Refusal(.cliSessionVerifierWrong) }
            return try Self.exchange(session, text, transaction)
        }
    }

    private static func session(_ id: String, _ transaction: WorldTransaction) throws -> CLISessionRecord {
        guard let session = try CLISessionRecord.find(id, in: transaction.database),
            session.expiresAt > transaction.now
        else { throw Refusal(.cliSessionNotFound) }
        return session
    }

    private static func exchange(
        _ session: CLISessionRecord,
        _ text: TokenText,
        _ transaction: WorldTransaction
    ) throws -> String {
        guard let approval = session.approval else { throw Refusal(.cliSessionNotApproved) }
        try CLISessionRecord.delete(session.id, in: transaction.database)
        return try TokensService.mint(forLoginOf: approval, named: session.name, transaction, text: text)
    }
}

extension TokensService {
    /// How long a login lasts: after thirty days the command line tool asks for another.
    package static let loginLifetime = Duration.seconds(30 * 24 * 3600)

    /// Mints the token of a login, which opens all of an organization.
    package func mintLogin(
        of approval: CLISessionsService.Approval,
        named name: String,
        text: @escaping CLISessionsService.TokenText
    ) async throws -> String {
        try await world.write { try Self.mint(forLoginOf: approval, named: name, $0, text: text) }
    }

    fileprivate static func mint(
        forLoginOf approval: CLISessionsService.Approval,
        named name: String,
        _ transaction: WorldTransaction,
        text: CLISessionsService.TokenText
    ) throws -> String {
        let draft = LimitedDraft(
            name: name, organization: approval.organization, app: nil, profile: "login", profileParams: nil,
            user: approval.user, lifetime: loginLifetime)
        return try mint(draft, transaction) { _, seal in text(seal) }.text
    }
}

extension World {
    package var cliSessions: CLISessionsService { CLISessionsService(world: self) }
}
