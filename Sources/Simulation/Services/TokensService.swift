package import MachineRules
package import Persistence

/// Tokens that a world mints for its apps. Their lifetime runs on the world's clock, and they go with their app.
package struct TokensService: Sendable {
    let world: World

    /// What a token is made of: 16 bytes that tell it from others, 32 that nobody can guess, and its time.
    package struct Seal: Sendable {
        package let nonce: [UInt8]
        package let tail: [UInt8]
        package let from: Timestamp
        package let until: Timestamp
    }

    /// What a token opens, and for whom.
    package struct Grant: Sendable, Hashable {
        package let id: String
        package let user: String
        package let organization: String
        /// The only app; nil for all of the organization's.
        package let app: AppName?
        package let from: Timestamp
        package let until: Timestamp
        package let mayWrite: Bool
    }

    /// Mints a token for one app.
    /// - Parameters:
    ///   - user: on whose behalf it acts.
    ///   - text: writes the token down; only its digest is kept.
    /// - Throws: `Refusal` 404 `app not found`.
    package func mint(
        for name: AppName,
        by user: String,
        lifetime: Duration,
        text: @escaping @Sendable (AppRecord, Seal) -> String
    ) async throws -> String {
        try await world.write { transaction in
            let app = try transaction.app(name)
            let seal = Self.seal(for: lifetime, transaction)
            let text = text(app, seal)
            // Nobody asks for an expired one again, and a test that mints thousands keeps a small table.
            try TokenRecord.deleteExpired(by: transaction.now, in: transaction.database)
            try TokenRecord(
                digest: SHA256.hexadecimal(of: text), id: Self.hexadecimal(seal.nonce), appName: name, user: user,
                createdAt: seal.from, expiresAt: seal.until
            ).insert(in: transaction.database)
            return text
        }
    }

    /// What a token opens now; nil for one that this world has not minted, or that has expired or was revoked.
    package func grant(of text: String) async throws -> Grant? {
        let digest = SHA256.hexadecimal(of: text)
        return try await world.read { database, now in
            if let token = try LimitedTokenRecord.find(digest: digest, in: database) {
                return token.expiresAt > now && token.revokedAt == nil ? Grant(token) : nil
            }
            guard let token = try TokenRecord.find(digest: digest, in: database), token.expiresAt > now,
                let app = try AppRecord.find(token.appName, in: database)
            else { return nil }
            return Grant(
                id: token.id, user: token.user, organization: app.orgSlug, app: app.name, from: token.createdAt,
                until: token.expiresAt, mayWrite: true
            )
        }
    }

    static func seal(for lifetime: Duration, _ transaction: WorldTransaction) -> Seal {
        transaction.random { generator in
            Seal(
                nonce: bytes(16, using: &generator), tail: bytes(32, using: &generator), from: transaction.now,
                until: transaction.now + lifetime
            )
        }
    }

    private static func bytes(_ count: Int, using generator: inout SeededGenerator) -> [UInt8] {
        (0..<count).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
    }

    static func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}

extension World {
    package var tokens: TokensService { TokensService(world: self) }
}
