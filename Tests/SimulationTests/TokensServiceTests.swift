import MachineRules
import Persistence
import Simulation
import Testing

@Suite struct MintedTokens {
    private func worlds(_ folder: String, _ clock: HandClock) throws -> Worlds {
        Worlds(location: .folder(folder), rules: try .exact(), wall: clock.wall)
    }

    @Test func `tokens and the issuer's key outlive the process`() async throws {
        try await withTemporaryFolder { folder in
            let clock = HandClock()
            let before = try worlds(folder, clock)
            let world = try await before.world("default")
            _ = try await world.apps.create(
                AppsService.Draft(name: "demo", orgSlug: "acme", network: "default", idempotencyKey: nil))
            let token = try await world.tokens.mint(for: "demo", by: "dev@example.com", lifetime: .seconds(60)) {
                app, seal in
                "\(app.name) \(seal.nonce.count) \(seal.tail)"
            }
            let key = try await world.issuer.privateKeyPEM()
            await before.close()

            let after = try worlds(folder, clock)
            let again = try await after.world("default")
            let grant = try #require(try await again.tokens.grant(of: token))
            #expect(grant.app == "demo")
            #expect(grant.organization == "acme")
            #expect(grant.user == "dev@example.com")
            #expect(grant.until - grant.from == .seconds(60))
            #expect(try await again.tokens.grant(of: token + " ") == nil)
            #expect(try await again.issuer.privateKeyPEM() == key)
            clock.now += .seconds(60)
            #expect(try await again.tokens.grant(of: token) == nil)
            await after.close()
        }
    }
}
