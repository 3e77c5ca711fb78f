import Crypto
import CryptoExtras
import FoundationEssentials

/// XAES-256-GCM: AES-256-GCM under a nonce of 24 bytes, as <https://c2sp.org/XAES-256-GCM> specifies it.
///
/// From the key and the first half of the nonce a counter-mode KDF (NIST SP 800-108r1 over AES-CMAC) makes the key with
/// which, under the second half, AES-256-GCM seals.
package struct XAES256GCM: Sendable {
    /// Bytes of a key.
    package static let keyLength = 32
    /// Bytes of a nonce.
    package static let nonceLength = 24
    private static let tagLength = 16

    private let key: SymmetricKey

    /// - Parameter key: ``keyLength`` bytes.
    /// - Throws: `CryptoKitError` for a key of another length.
    package init(key: [UInt8]) throws {
        guard key.count == Self.keyLength else { throw CryptoKitError.incorrectKeySize }
        self.key = SymmetricKey(data: key)
    }

    /// - Parameter nonce: ``nonceLength`` bytes.
    /// - Returns: the ciphertext with its tag of 16 bytes behind it.
    /// - Throws: `CryptoKitError` for a nonce of another length.
    package func seal(_ plaintext: [UInt8], nonce: [UInt8], authenticating data: [UInt8]) throws -> [UInt8] {
        let (key, nonce) = try derived(from: nonce)
        let box = try AES.GCM.seal(plaintext, using: key, nonce: nonce, authenticating: data)
        return Array(box.ciphertext) + Array(box.tag)
    }

    /// - Parameter sealed: what `seal` returned.
    /// - Throws: `CryptoKitError` where anything is not as it was sealed.
    package func open(_ sealed: [UInt8], nonce: [UInt8], authenticating data: [UInt8]) throws -> [UInt8] {
        guard sealed.count >= Self.tagLength else { throw CryptoKitError.incorrectParameterSize }
        let (key, nonce) = try derived(from: nonce)
        let box = try AES.GCM.SealedBox(
            nonce: nonce, ciphertext: sealed.dropLast(Self.tagLength), tag: sealed.suffix(Self.tagLength))
        return Array(try AES.GCM.open(box, using: key, authenticating: data))
    }

    /// The key and the nonce for AES-256-GCM.
    private func derived(from nonce: [UInt8]) throws -> (SymmetricKey, AES.GCM.Nonce) {
        guard nonce.count == Self.nonceLength else { throw CryptoKitError.incorrectParameterSize }
        let halves = (nonce.prefix(12), nonce.suffix(12))
        var bytes: [UInt8] = []
        for counter: UInt8 in [1, 2] {
            // A 16-bit counter, the label `X`, a zero, and the context: exactly one block.
            var code = try AES.CMAC(key: key)
            code.update(data: [0, counter, UInt8(ascii: "X"), 0] + Array(halves.0))
            bytes += Array(code.finalize())
        }
        return (SymmetricKey(data: bytes), try AES.GCM.Nonce(data: halves.1))
    }
}
