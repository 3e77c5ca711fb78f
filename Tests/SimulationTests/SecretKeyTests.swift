import Crypto
import Simulation
import Testing

@testable import MachineRules

@Suite("Secret keys at work")
struct SecretKeyTests {
    // MARK: - Published vectors

    struct Authentication: Sendable {
        let type: SecretKeyType
        let key: [UInt8]
        let message: String
        let code: String

        /// HMAC fills a short key up with zeros, so that RFC 4231's short keys may be given so.
        init(_ type: SecretKeyType, _ key: [UInt8], _ message: String, _ code: String) {
            self.type = type
            self.key = key + [UInt8](repeating: 0, count: max(0, 64 - key.count))
            self.message = message
            self.code = code
        }
    }

    private static let jefe = [UInt8](ascii: "Jefe")
    private static let long = [UInt8](repeating: 0xAA, count: 131)
    private static let longText = "Test Using Larger Than Block-Size Key - Hash Key First"

    @Test(
        "HMAC keys make the codes of RFC 4231",
        arguments: [
            Authentication(
                .hs256, jefe, "what do ya want for nothing?",
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
            Authentication(
                .hs384, jefe, "what do ya want for nothing?",
                "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649"),
            Authentication(
                .hs512, jefe, "what do ya want for nothing?",
                "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
                    + "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"),
            Authentication(
                .hs256, long, longText, "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"),
            Authentication(
                .hs384, long, longText,
                "4ece084485813e9088d2c63a041bc5b44f9ef1012a2b588f3cd11f05033ac4c60c2ef6ab4030fe8296248df163f44952"),
            Authentication(
                .hs512, long, longText,
                "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f352"
                    + "6b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598"),
        ])
    func authentication(vector: Authentication) throws {
        let key = try SecretKey(vector.type, value: vector.key)
        let code = try key.signature(of: [UInt8](ascii: vector.message))
        #expect(code == [UInt8](hex: vector.code))
        try key.verify(code, of: [UInt8](ascii: vector.message))
        #expect(key.publicKey == nil)
    }

    @Test("nacl_auth is the first half of HMAC-SHA-512")
    func naclAuth() throws {
        let key = try SecretKey(.naclAuth, value: Self.jefe + [UInt8](repeating: 0, count: 28))
        let code = try key.signature(of: [UInt8](ascii: "what do ya want for nothing?"))
        #expect(code == [UInt8](hex: "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"))
    }

    @Test("nacl_sign makes the signatures of RFC 8032, from a seed and from NaCl's longer form")
    func naclSign() throws {
        let seed = [UInt8](hex: "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
        let publicKey = [UInt8](hex: "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
        let signature = [UInt8](
            hex: "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")
        for value in [seed, seed + publicKey] {
            let key = try SecretKey(.naclSign, value: value)
            #expect(key.publicKey == publicKey)
            // The signature is made anew each time and need not be the vector's everywhere; what is verified is.
            try key.verify(try key.signature(of: [0x72]), of: [0x72])
            try key.verify(signature, of: [0x72])
        }
    }

    @Test("es256 takes the signatures of RFC 6979 and gives ones that others take")
    func es256() throws {
        let key = try SecretKey(
            .es256, value: [UInt8](hex: "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721"))
        let publicKey = [UInt8](
            hex: "0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
                + "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299")
        #expect(key.publicKey == publicKey)
        let sample = [UInt8](ascii: "sample")
        try key.verify(
            [UInt8](
                hex: "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
                    + "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"), of: sample)
        let signature = try key.signature(of: sample)
        #expect(signature.count == 64)
        let other = try P256.Signing.PublicKey(x963Representation: publicKey)
        #expect(other.isValidSignature(try P256.Signing.ECDSASignature(rawRepresentation: signature), for: sample))
    }

    // MARK: - Any key

    @Test(
        "A generated key of any type does its work, and the same seed makes the same key",
        arguments: SecretKeyType.allCases)
    func generated(type: SecretKeyType) throws {
        var (first, second) = (SeededGenerator(seed: 7), SeededGenerator(seed: 7))
        let key = SecretKey(generating: type, using: &first)
        #expect(SecretKey(generating: type, using: &second).value == key.value)
        #expect(SecretKey(generating: type, using: &first).value != key.value)
        let message = [UInt8](ascii: "message")
        if type == .xaes256gcm {
            let nonce = [UInt8](repeating: 9, count: 24)
            let sealed = try key.encrypt(message, associatedData: [1], nonce: nonce)
            #expect(sealed.prefix(24).elementsEqual(nonce))
            #expect(sealed.count == 24 + message.count + 16)
            #expect(try key.decrypt(sealed, associatedData: [1]) == message)
            let wrong = Refusal(.invalidArgument, "decryption failed")
            #expect(throws: wrong) { try key.decrypt(sealed, associatedData: [2]) }
            #expect(throws: wrong) { try key.decrypt([], associatedData: [1]) }
            #expect(throws: wrong) { try key.decrypt(nonce, associatedData: [1]) }
        } else {
            let signature = try key.signature(of: message)
            try key.verify(signature, of: message)
            let wrong = Refusal(.invalidArgument, "signature verification failed")
            #expect(throws: wrong) { try key.verify(signature, of: message + [0]) }
            #expect(throws: wrong) { try key.verify(Array(signature.dropLast()), of: message) }
            #expect(throws: wrong) { try key.verify([], of: message) }
            let other = SecretKey(generating: type, using: &first)
            #expect(throws: wrong) { try other.verify(signature, of: message) }
        }
    }

    @Test("A type does only what it is for", arguments: SecretKeyType.allCases)
    func pairings(type: SecretKeyType) {
        var generator = SeededGenerator(seed: 1)
        let key = SecretKey(generating: type, using: &generator)
        func refusal(_ operation: String) -> Refusal {
            Refusal(.invalidArgument, "invalid_argument: secret keys of type \(type.rawValue) cannot \(operation)")
        }
        if type == .xaes256gcm {
            #expect(throws: refusal("sign")) { try key.signature(of: []) }
            #expect(throws: refusal("verify")) { try key.verify([], of: []) }
        } else {
            let nonce = [UInt8](repeating: 0, count: 24)
            #expect(throws: refusal("encrypt")) { try key.encrypt([], associatedData: [], nonce: nonce) }
            #expect(throws: refusal("decrypt")) { try key.decrypt([], associatedData: []) }
        }
    }

    @Test(
        "A value of a wrong length is refused",
        arguments: [
            (SecretKeyType.es256, [0, 31, 33], "32"), (.xaes256gcm, [0, 16, 33], "32"), (.naclAuth, [0, 31, 33], "32"),
            (.naclSign, [0, 31, 33, 63, 65], "32 or 64"), (.hs256, [0, 31], "at least 32"),
            (.hs384, [32, 47], "at least 48"), (.hs512, [48, 63], "at least 64"),
        ])
    func lengths(type: SecretKeyType, counts: [Int], text: String) {
        for count in counts {
            #expect(throws: Refusal(.invalidArgument, "invalid value, must be \(text) bytes long for \(type.rawValue)"))
            {
                try SecretKey(type, value: [UInt8](repeating: 1, count: count))
            }
        }
    }

    @Test("Bytes that are no private key are refused")
    func noKeys() {
        #expect(throws: Refusal(.invalidArgument, "invalid value, is no private key of type es256")) {
            try SecretKey(.es256, value: [UInt8](repeating: 0xFF, count: 32))
        }
        #expect(throws: Refusal(.invalidArgument, "invalid value, is no private key of type nacl_sign")) {
            try SecretKey(.naclSign, value: [UInt8](repeating: 1, count: 64))
        }
    }

    @Test("A type is known by its name, and the two that are not emulated say so")
    func types() throws {
        for type in SecretKeyType.allCases { #expect(try SecretKeyType(named: type.rawValue) == type) }
        for name in ["nacl_box", "nacl_secretbox"] {
            #expect(throws: Refusal(.notImplemented, "windtunnel does not emulate secret keys of type \(name) yet")) {
                try SecretKeyType(named: name)
            }
        }
        let known = "es256 hs256 hs384 hs512 nacl_auth nacl_box nacl_secretbox nacl_sign xaes256gcm"
        for name in ["", "ES256", "rs256"] {
            #expect(throws: Refusal(.invalidArgument, "invalid type, must be one of [\(known)]")) {
                try SecretKeyType(named: name)
            }
        }
    }
}

@Suite("Digests of secrets")
struct SecretDigestTests {
    @Test("are 16 digits that follow from app, name and value, wherever they are made")
    func digest() {
        #expect(SecretDigest.text(app: "demo", name: "TOKEN", value: "swordfish") == "0ffcabe70fee05f6")
        #expect(SecretDigest.text(app: "demo", name: "EMPTY", value: "") == "66a4359298a2957c")
        let all = Set([
            SecretDigest.text(app: "demo", name: "TOKEN", value: "swordfish"),
            SecretDigest.text(app: "other", name: "TOKEN", value: "swordfish"),
            SecretDigest.text(app: "demo", name: "TOKEN2", value: "swordfish"),
            SecretDigest.text(app: "demo", name: "TOKEN", value: "2swordfish"),
        ])
        #expect(all.count == 4)
    }
}
