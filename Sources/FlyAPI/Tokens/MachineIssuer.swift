import FoundationEssentials
import JWTKit
import MachineRules
import OrderedJSON
import Simulation

/// Who vouches for the machines of a world: one RSA key for all of its organizations, each of which is an issuer.
struct MachineIssuer: Sendable {
    private let key: Insecure.RSA.PrivateKey

    init(of world: World) async throws {
        key = try Insecure.RSA.PrivateKey(pem: await world.issuer.privateKeyPEM())
    }

    static func url(of organization: String) -> String { "https://oidc.fly.io/\(organization)" }

    func sign(_ claims: MachineClaims) async throws -> String {
        let id = JWKIdentifier(string: keyID)
        let keys = await JWTKeyCollection().add(rsa: key, digestAlgorithm: .sha256, kid: id)
        return try await keys.sign(claims, kid: id)
    }

    /// The public key, as verifiers read it (RFC 7517).
    func keySet() throws -> JSON {
        let (modulus, exponent) = try key.publicKey.getKeyPrimitives()
        return [
            "keys": [
                [
                    "kty": "RSA", "use": "sig", "alg": "RS256", "kid": .string(keyID),
                    "n": .string(Self.base64URL(modulus)), "e": .string(Self.base64URL(exponent)),
                ]
            ]
        ]
    }

    /// What a verifier has to know of an issuer (OpenID Connect Discovery, section 3). Where the keys are is chosen.
    static func configuration(of organization: String) -> JSON {
        let url = url(of: organization)
        return [
            "issuer": .string(url), "jwks_uri": .string(url + "/.well-known/jwks"),
            "response_types_supported": ["id_token"], "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"], "scopes_supported": ["openid"],
            "claims_supported": .array(
                MachineClaims.CodingKeys.allCases.filter { $0 != .awsTags }.map { .string($0.rawValue) }),
        ]
    }

    /// Another key has another name.
    private var keyID: String {
        SHA256.digest(of: [UInt8](key.publicKey.derRepresentation)).prefix(16).map {
            ($0 < 16 ? "0" : "") + String($0, radix: 16)
        }.joined()
    }

    private static func base64URL(_ data: Data) -> String {
        String(
            data.base64EncodedString().compactMap { character -> Character? in
                switch character {
                case "+": "-"
                case "/": "_"
                case "=": nil
                default: character
                }
            })
    }
}
