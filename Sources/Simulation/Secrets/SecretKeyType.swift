package import MachineRules

/// What a secret key is for, and how (reference/machines-rest.md, section 2.7).
///
/// The service knows two types more, `nacl_box` and `nacl_secretbox`, whose cipher is not here.
package enum SecretKeyType: String, Sendable, CaseIterable {
    /// ECDSA over P-256 with SHA-256: signs.
    case es256
    /// HMAC with SHA-256: signs.
    case hs256
    /// HMAC with SHA-384: signs.
    case hs384
    /// HMAC with SHA-512: signs.
    case hs512
    /// AES-256-GCM with a nonce of 24 bytes: encrypts.
    case xaes256gcm
    /// NaCl's `crypto_auth`, HMAC with SHA-512 cut to 32 bytes: signs.
    case naclAuth = "nacl_auth"
    /// NaCl's `crypto_sign`, Ed25519: signs.
    case naclSign = "nacl_sign"

    /// Types of the service that are not emulated: both need XSalsa20-Poly1305.
    private static let unserved = ["nacl_box", "nacl_secretbox"]

    /// The type of this name.
    /// - Throws: `Refusal` 400 `invalid type, must be one of [es256 hs256 …]`, and 501
    ///   `windtunnel does not emulate secret keys of type nacl_box yet` (texts chosen).
    package init(named name: String) throws(Refusal) {
        if Self.unserved.contains(name) {
            throw Refusal(.secretKeyTypeUnserved, ["type": name])
        }
        guard let type = Self(rawValue: name) else {
            throw Refusal.invalid("type", mustBeOneOf: (Self.allCases.map(\.rawValue) + Self.unserved).sorted())
        }
        self = type
    }
}
