import Crypto
import Simulation
import Testing

@Suite("XAES-256-GCM as c2sp.org/XAES-256-GCM specifies it")
struct XAES256GCMTests {
    struct Vector: Sendable {
        let key: UInt8
        let data: String
        let sealed: String
    }

    private static let nonce = [UInt8](ascii: "ABCDEFGHIJKLMNOPQRSTUVWX")
    private static let plaintext = [UInt8](ascii: "XAES-256-GCM")

    @Test(
        "seals and opens the published vectors, with the two forms of the CMAC subkey",
        arguments: [
            Vector(key: 1, data: "", sealed: "ce546ef63c9cc60765923609b33a9a1974e96e52daf2fcf7075e2271"),
            Vector(
                key: 3, data: "c2sp.org/XAES-256-GCM",
                sealed: "986ec1832593df5443a179437fd083bf3fdb41abd740a21f71eb769d"),
        ])
    func vectors(vector: Vector) throws {
        let cipher = try XAES256GCM(key: [UInt8](repeating: vector.key, count: 32))
        let data = [UInt8](ascii: vector.data)
        let sealed = try cipher.seal(Self.plaintext, nonce: Self.nonce, authenticating: data)
        #expect(sealed == [UInt8](hex: vector.sealed))
        #expect(try cipher.open(sealed, nonce: Self.nonce, authenticating: data) == Self.plaintext)
    }

    @Test("opens nothing that was changed anywhere")
    func tampering() throws {
        let cipher = try XAES256GCM(key: [UInt8](repeating: 1, count: 32))
        let sealed = try cipher.seal(Self.plaintext, nonce: Self.nonce, authenticating: [7])
        for index in sealed.indices {
            var changed = sealed
            changed[index] ^= 1
            #expect(throws: CryptoKitError.self, "byte \(index)") {
                try cipher.open(changed, nonce: Self.nonce, authenticating: [7])
            }
        }
        for index in Self.nonce.indices {
            var other = Self.nonce
            other[index] ^= 1
            #expect(throws: CryptoKitError.self, "nonce byte \(index)") {
                try cipher.open(sealed, nonce: other, authenticating: [7])
            }
        }
        #expect(throws: CryptoKitError.self) { try cipher.open(sealed, nonce: Self.nonce, authenticating: [8]) }
        let other = try XAES256GCM(key: [UInt8](repeating: 2, count: 32))
        #expect(throws: CryptoKitError.self) { try other.open(sealed, nonce: Self.nonce, authenticating: [7]) }
    }

    @Test("refuses keys, nonces and ciphertexts of a wrong length")
    func lengths() throws {
        for count in [0, 16, 31, 33] {
            #expect(throws: CryptoKitError.self) { try XAES256GCM(key: [UInt8](repeating: 1, count: count)) }
        }
        let cipher = try XAES256GCM(key: [UInt8](repeating: 1, count: 32))
        for count in [0, 12, 23, 25] {
            let nonce = [UInt8](repeating: 1, count: count)
            #expect(throws: CryptoKitError.self) { try cipher.seal([], nonce: nonce, authenticating: []) }
        }
        for count in [0, 15] {
            let sealed = [UInt8](repeating: 1, count: count)
            #expect(throws: CryptoKitError.self) { try cipher.open(sealed, nonce: Self.nonce, authenticating: []) }
        }
    }
}
