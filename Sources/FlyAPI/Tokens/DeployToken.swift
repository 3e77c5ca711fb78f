import MachineRules
import Persistence
import Simulation

/// A token for one app or an organization, and what its text tells of it.
enum DeployToken {
    /// What a new token permits. Its text comes with a second macaroon, that of ``discharge(of:)``, but alone is enough
    /// here (chosen).
    ///
    /// Its key id is the name of the world, because the token must lead there without a header.
    static func permission(for app: AppRecord, in world: String, _ seal: TokensService.Seal) -> Macaroon {
        permission(for: app.orgSlug, app: app, in: world, seal)
    }

    /// - Parameter app: nil for all of the organization's.
    static func permission(
        for organization: String, app: AppRecord?, in world: String, _ seal: TokensService.Seal
    ) -> Macaroon {
        let number = AppDocument.organizationNumber(organization)
        return Macaroon(
            keyID: Array("wt_\(world)".utf8), nonce: seal.nonce, isProof: false,
            location: Macaroon.permissionLocation,
            caveats: [.organization(number, .all)] + (app.map { [.apps([$0.numericID: .all])] } ?? [])
                + [.validity(from: seal.from.seconds, until: seal.until.seconds)],
            tail: seal.tail
        )
    }

    /// The whole value of a header.
    static func header(of permission: String) -> String {
        "FlyV1 \(permission),\(discharge(of: permission).text)"
    }

    /// Twenty years, as the command line tool asks for when it is told nothing; that the service does so too is chosen.
    static let usualLifetime = Duration.seconds(175_200 * 3600)

    /// - Parameter text: a duration as Go writes it.
    /// - Throws: `Refusal` 400 for what is none, and `invalid_argument: expiry must be positive`.
    static func lifetime(_ text: String) throws(Refusal) -> Duration {
        let duration = try GoDuration(parsing: text).duration
        guard duration > .zero else {
            throw Refusal(.expiryNotPositive)
        }
        return duration
    }

    /// The second macaroon of a token's text. It opens nothing.
    static func discharge(of permission: String) -> Macaroon {
        let digest = SHA256.digest(of: Array(permission.utf8))
        return Macaroon(
            keyID: Array(digest.prefix(16)), nonce: Array(digest.suffix(16)), isProof: true,
            location: Macaroon.authenticationLocation, caveats: [], tail: SHA256.digest(of: digest)
        )
    }

    /// The world that has minted a token; nil for a token of another origin.
    static func world(of token: Substring) -> String? {
        guard let keyID = Macaroon.keyID(of: token), keyID.starts(with: "wt_".utf8) else { return nil }
        let name = String(decoding: keyID.dropFirst(3), as: UTF8.self)
        return Worlds.isValid(name) ? name : nil
    }

    /// Whether a token is a macaroon rather than a user's token: the word before the first underscore says so.
    static func isMacaroon(_ token: Substring) -> Bool {
        ["fm1r", "fm1a", "fm2"].contains(token.prefix { $0 != "_" })
    }

    /// What a token is called where its text must not be shown: 32 hexadecimal digits (chosen).
    static func id(of token: Substring) -> String {
        String(SHA256.hexadecimal(of: String(token)).prefix(32))
    }
}
