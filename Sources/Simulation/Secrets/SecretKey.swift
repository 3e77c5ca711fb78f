import Crypto
import FoundationEssentials
package import MachineRules

/// A secret key at work: real cryptography, from bytes alone.
///
/// What the service makes of each type in detail is not known; these forms are chosen so that common libraries read them:
///
/// | Type | Value | Signature or ciphertext | Public key |
/// |---|---|---|---|
/// | `es256` | the scalar, 32 bytes | r and s, 64 bytes, as in a JWS | the point, uncompressed, 65 bytes |
/// | `hs256` `hs384` `hs512` | at least as long as the hash (RFC 7518) | the HMAC, 32, 48 or 64 bytes | none |
/// | `nacl_auth` | 32 bytes | the first 32 bytes of HMAC-SHA-512 | none |
/// | `nacl_sign` | the seed, 32 bytes, or NaCl's 64: the seed, then the public key | detached, 64 bytes | 32 bytes |
/// | `xaes256gcm` | 32 bytes | a nonce of 24 bytes, the ciphertext, a tag of 16 bytes | none |
package struct SecretKey: Sendable {
    package let type: SecretKeyType
    /// The secret bytes.
    package let value: [UInt8]
    private let algorithm: Algorithm

    private enum Algorithm: Sendable {
        case ecdsa(P256.Signing.PrivateKey)
        case ed25519(Curve25519.Signing.PrivateKey)
        case authentication(@Sendable ([UInt8]) -> [UInt8])
        case encryption(XAES256GCM)
    }

    /// Takes a caller's key.
    /// - Throws: `Refusal` 400 `invalid value, must be 32 bytes long for nacl_auth`, with the type's own length, or
    ///   `invalid value, is no private key of type es256` (texts chosen).
    package init(_ type: SecretKeyType, value: [UInt8]) throws(Refusal) {
        try Self.requireLength(of: value, for: type)
        self.type = type
        self.value = value
        do {
            algorithm = try Self.algorithm(type, value)
        } catch {
            throw Refusal(.secretKeyMalformed, ["type": type.rawValue])
        }
    }

    /// What a caller may see of a key pair; nil for a key without a public half.
    package var publicKey: [UInt8]? {
        switch algorithm {
        case .ecdsa(let key): Array(key.publicKey.x963Representation)
        case .ed25519(let key): Array(key.publicKey.rawRepresentation)
        case .authentication, .encryption: nil
        }
    }

    // MARK: - Work

    /// Signs a message. Only `es256` uses randomness of its own, so that its signatures differ from run to run.
    /// - Throws: `Refusal` 400 `invalid_argument: secret keys of type xaes256gcm cannot sign` (chosen).
    package func signature(of message: [UInt8]) throws -> [UInt8] {
        switch algorithm {
        case .ecdsa(let key): Array(try key.signature(for: message).rawRepresentation)
        case .ed25519(let key): Array(try key.signature(for: message))
        case .authentication(let code): code(message)
        case .encryption: throw cannot("sign")
        }
    }

    /// - Throws: `Refusal` 400 `signature verification failed` for a signature that is not the key's over this message,
    ///   whatever is wrong with it, and `invalid_argument: secret keys of type xaes256gcm cannot verify` (texts chosen).
    package func verify(_ signature: [UInt8], of message: [UInt8]) throws(Refusal) {
        let isValid =
            switch algorithm {
            case .ecdsa(let key):
                // What has not the shape of a signature is a wrong one.
                (try? P256.Signing.ECDSASignature(rawRepresentation: signature))
                    .map { key.publicKey.isValidSignature($0, for: message) } ?? false
            case .ed25519(let key): key.publicKey.isValidSignature(signature, for: message)
            case .authentication(let code): signature == code(message)
            case .encryption: throw cannot("verify")
            }
        if !isValid { throw Refusal(.signatureWrong) }
    }

    /// Encrypts under a nonce that stands before the ciphertext.
    /// - Parameter nonce: 24 bytes, never the same twice for a key.
    /// - Throws: `Refusal` 400 `invalid_argument: secret keys of type hs256 cannot encrypt` (chosen).
    package func encrypt(_ plaintext: [UInt8], associatedData: [UInt8], nonce: [UInt8]) throws -> [UInt8] {
        guard case .encryption(let cipher) = algorithm else { throw cannot("encrypt") }
        return nonce + (try cipher.seal(plaintext, nonce: nonce, authenticating: associatedData))
    }

    /// - Throws: `Refusal` 400 `decryption failed` where key, associated data or ciphertext are not those of the
    ///   encryption, and `invalid_argument: secret keys of type hs256 cannot decrypt` (texts chosen).
    package func decrypt(_ ciphertext: [UInt8], associatedData: [UInt8]) throws(Refusal) -> [UInt8] {
        guard case .encryption(let cipher) = algorithm else { throw cannot("decrypt") }
        do {
            return try cipher.open(
                Array(ciphertext.dropFirst(XAES256GCM.nonceLength)),
                nonce: Array(ciphertext.prefix(XAES256GCM.nonceLength)), authenticating: associatedData)
        } catch {
            throw Refusal(.decryptionFailed)
        }
    }

    private func cannot(_ operation: String) -> Refusal {
        Refusal(.secretKeyUseless, ["type": type.rawValue, "operation": operation])
    }

    // MARK: - Reading a value

    private static func requireLength(of value: [UInt8], for type: SecretKeyType) throws(Refusal) {
        let (isLegal, lengths) =
            switch type {
            case .es256, .xaes256gcm, .naclAuth: (value.count == 32, "32")
            case .naclSign: (value.count == 32 || value.count == 64, "32 or 64")
            case .hs256, .hs384, .hs512:
                (value.count >= type.generatedLength, "at least \(type.generatedLength)")
            }
        guard isLegal else {
            throw Refusal(.secretKeyLengthWrong, ["lengths": lengths, "type": type.rawValue])
        }
    }

    /// A 64-byte NaCl key whose second half does not follow from its seed.
    private struct MismatchedHalves: Error {}

    private static func algorithm(_ type: SecretKeyType, _ value: [UInt8]) throws -> Algorithm {
        switch type {
        case .es256: return .ecdsa(try P256.Signing.PrivateKey(rawRepresentation: value))
        case .naclSign:
            let key = try Curve25519.Signing.PrivateKey(rawRepresentation: value.prefix(32))
            guard value.count == 32 || value.suffix(32).elementsEqual(key.publicKey.rawRepresentation) else {
                throw MismatchedHalves()
            }
            return .ed25519(key)
        case .hs256: return authentication(Crypto.SHA256.self, value)
        case .hs384: return authentication(SHA384.self, value)
        case .hs512: return authentication(SHA512.self, value)
        case .naclAuth: return authentication(SHA512.self, value, length: 32)
        case .xaes256gcm: return .encryption(try XAES256GCM(key: value))
        }
    }

    private static func authentication<Hash: HashFunction>(
        _ hash: Hash.Type,
        _ value: [UInt8],
        length: Int = Hash.Digest.byteCount
    ) -> Algorithm {
        let key = SymmetricKey(data: value)
        return .authentication { Array(HMAC<Hash>.authenticationCode(for: $0, using: key).prefix(length)) }
    }
}

// MARK: - Making one up

extension SecretKey {
    /// A fresh key from the generator, which for a world is its seeded one: the same run has the same keys. That is what a
    /// test double is for, and why its keys must guard nothing.
    package init(generating type: SecretKeyType, using generator: inout some RandomNumberGenerator) {
        // Nearly all 32 bytes are a scalar of P-256, but not quite all.
        while true {
            let value = generator.bytes(type.generatedLength)
            if let key = try? SecretKey(type, value: value) {
                self = key
                return
            }
        }
    }
}

extension SecretKeyType {
    /// How many bytes a key of this type has when it is generated: as many as its hash where it has one.
    fileprivate var generatedLength: Int {
        switch self {
        case .es256, .hs256, .xaes256gcm, .naclAuth, .naclSign: 32
        case .hs384: 48
        case .hs512: 64
        }
    }
}

extension RandomNumberGenerator {
    /// So many random bytes; eight come from each draw.
    mutating func bytes(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            let word = next()
            bytes += stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: word >> UInt64($0)) }
        }
        return Array(bytes.prefix(count))
    }
}
