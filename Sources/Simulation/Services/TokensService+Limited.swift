package import MachineRules
package import Persistence

/// Tokens that are minted over GraphQL, with a name and a list of them (reference/graphql.md, section 3.5).
extension TokensService {
    /// What a new token is asked for.
    package struct LimitedDraft: Sendable {
        package let name: String
        package let organization: String
        /// The only app it is to open; nil for all of the organization's.
        package let app: AppName?
        package let profile: String
        /// JSON text.
        package let profileParams: String?
        package let user: String
        package let lifetime: Duration

        package init(
            name: String,
            organization: String,
            app: AppName?,
            profile: String,
            profileParams: String?,
            user: String,
            lifetime: Duration
        ) {
            self.name = name
            self.organization = organization
            self.app = app
            self.profile = profile
            self.profileParams = profileParams
            self.user = user
            self.lifetime = lifetime
        }
    }

    /// Mints a token.
    /// - Parameter text: writes the token down; only its digest is kept.
    /// - Throws: `Refusal` 404 `app not found`.
    package func mint(
        _ draft: LimitedDraft,
        text: @escaping @Sendable (AppRecord?, Seal) -> String
    ) async throws -> (record: LimitedTokenRecord, text: String) {
        try await world.write { try Self.mint(draft, $0, text: text) }
    }

    static func mint(
        _ draft: LimitedDraft,
        _ transaction: WorldTransaction,
        text: (AppRecord?, Seal) -> String
    ) throws -> (record: LimitedTokenRecord, text: String) {
        let app = try draft.app.map { try transaction.app($0) }
        let seal = seal(for: draft.lifetime, transaction)
        let text = text(app, seal)
        let record = LimitedTokenRecord(
            id: hexadecimal(seal.nonce), digest: SHA256.hexadecimal(of: text), name: draft.name,
            orgSlug: draft.organization, appName: draft.app, profile: draft.profile,
            profileParams: draft.profileParams, user: draft.user, createdAt: seal.from, expiresAt: seal.until)
        try record.insert(in: transaction.database)
        return (record, text)
    }

    /// Ends a token; it stays in the lists. One that is revoked already stays as it is.
    /// - Throws: `Refusal` 404 `token not found` (text chosen).
    package func revoke(_ id: String, by user: String) async throws -> LimitedTokenRecord {
        try await world.write { transaction in
            guard var token = try LimitedTokenRecord.find(id, in: transaction.database) else {
                throw Refusal(.limitedTokenNotFound)
            }
            guard token.revokedAt == nil else { return token }
            token.revokedAt = transaction.now
            token.revokedBy = user
            try token.update(in: transaction.database)
            return token
        }
    }

    /// The tokens of an organization and of its apps, in the order of making, those that have ended too.
    package func list(ofOrganization slug: String) async throws -> [LimitedTokenRecord] {
        try await world.read { database, _ in try LimitedTokenRecord.all(of: slug, in: database) }
    }

    /// The tokens for one app alone.
    package func list(of app: AppName) async throws -> [LimitedTokenRecord] {
        try await world.read { database, _ in try LimitedTokenRecord.all(of: app, in: database) }
    }
}

extension TokensService.Grant {
    /// Profiles whose tokens are only to look (chosen): who one is, and what measures show.
    private static let lookingProfiles: Set<String> = ["identity", "flynthetics_read"]

    init(_ token: LimitedTokenRecord) {
        self.init(
            id: token.id, user: token.user, organization: token.orgSlug, app: token.appName, from: token.createdAt,
            until: token.expiresAt, mayWrite: !Self.lookingProfiles.contains(token.profile))
    }
}
