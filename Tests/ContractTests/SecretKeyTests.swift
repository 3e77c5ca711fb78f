import Crypto
import Foundation
import HTTPTypes
import MachineRules
import OrderedJSON
import Simulation
import Testing
import WindtunnelTestSupport

/// A text in base64, as bytes are sent.
private func base64(_ text: String) -> JSON { .string(Data(text.utf8).base64EncodedString()) }

private func base64(_ bytes: [UInt8]) -> JSON { .string(Data(bytes).base64EncodedString()) }

private func bytes(_ json: JSON?) throws -> [UInt8] {
    Array(try #require(json?.stringValue.flatMap { Data(base64Encoded: $0) }))
}

@Suite(.timeLimit(.minutes(5))) struct SecretKeys {
    private static let path = "/v1/apps/demo/secretkeys"

    private static let signing = ["es256", "hs256", "hs384", "hs512", "nacl_auth", "nacl_sign"]

    private func generate(
        _ emulator: TestEmulator, _ type: String, as name: String = "k"
    ) async throws -> JSON {
        let answer = try await emulator.post("\(Self.path)/\(name)/generate", ["type": .string(type), "value": nil])
        #expect(answer.code == 201)
        return try answer.json
    }

    // MARK: - Keys

    @Test func `a key is generated, listed and read, its secret bytes never shown`() async throws {
        try await withEmulator { emulator in
            _ = try await emulator.makeApp()
            #expect(try await emulator.get(Self.path).json == ["secret_keys": []])
            let now = JSON.string(try await emulator.world.now.rfc3339)
            let made = try await generate(emulator, "hs256", as: "signing-v0")
            let key: JSON = ["name": "signing-v0", "type": "hs256", "created_at": now, "updated_at": now]
            var answer = try #require(key.objectValue)
            answer["version"] = 1
            answer["Version"] = 1
            #expect(made == .object(answer))
            #expect(try await emulator.get(Self.path).json == ["secret_keys": [key]])
            #expect(try await emulator.get(Self.path + "/signing-v0").json == key)
        }
    }

    @Test(arguments: ["es256": 65, "nacl_sign": 32])
    func `a key pair shows its public half`(type: String, length: Int) async throws {
        try await withEmulator { emulator in
            _ = try await emulator.makeApp()
            let made = try await generate(emulator, type)
            #expect(try bytes(made["public_key"]).count == length)
            #expect(try await emulator.get(Self.path + "/k").json["public_key"] == made["public_key"])
        }
    }

    @Test func `the list can be cut down to types`() async throws {
        try await withEmulator { emulator in
            _ = try await emulator.makeApp()
            for (name, type) in [("c", "hs256"), ("a", "nacl_auth"), ("b", "xaes256gcm")] {
                _ = try await generate(emulator, type, as: name)
            }
            let lists = [
                "": ["a", "b", "c"], "?types=": ["a", "b", "c"], "?types=hs256": ["c"],
                "?types=hs256,nacl_auth": ["a", "c"], "?types=es256": [], "?types=nonsense": [],
            ]
            for (query, names) in lists {
                let keys = try await emulator.get(Self.path + query).json["secret_keys"]?.arrayValue
                #expect(keys?.map { $0["name"]?.stringValue } == names, "\(query)")
            }
        }
    }

    @Test func `a caller's own key is taken, and replaced by the next of its name`() async throws {
        try await withEmulator { emulator in
            _ = try await emulator.makeApp()
            let value = [UInt8](repeating: 0xAA, count: 131)
            let set = try await emulator.post(Self.path + "/k", ["type": "hs256", "value": base64(value)])
            #expect(set.code == 201)
            #expect(try set.json["type"] == "hs256")
            let text = base64("Test Using Larger Than Block-Size Key - Hash Key First")
            let signed = try await emulator.post(Self.path + "/k/sign", ["plaintext": text])
            // RFC 4231, test case 6.
            #expect(try signed.json == ["signature": "YOQxWR7gtn8Niiaqy/W3f44LxiE3KMUUBUYEDw7jf1Q="])
            try await emulator.advance(by: "1h")
            let again = try await emulator.post(
                Self.path + "/k", ["type": "nacl_auth", "value": base64([UInt8](repeating: 1, count: 32))])
            #expect(try again.json["version"] == 2)
            #expect(try again.json["created_at"] == set.json["created_at"])
            #expect(try again.json["updated_at"] != set.json["updated_at"])
            #expect(try await emulator.get(Self.path).json["secret_keys"]?.arrayValue?.count == 1)
            #expect(try await emulator.get(Self.path + "/k").json["type"] == "nacl_auth")
        }
    }

    @Test func `bytes may be an array of numbers, as the service's document says`() async throws {
        try await withEmulator { emulator in
            _ = try await emulator.makeApp()
            let numbers = JSON.array((0..<32).map { .int($0) })
            #expect(try await emulator.post(Self.path + "/a", ["type": "hs256", "value": numbers]).code == 201)
            let set = try await emulator.post(
                Self.path + "/b", ["type": "hs256", "value": base64(Array(0..<32))])
            #expect(set.code == 201)
            let forms: [JSON] = [[104, 105], "aGk=", "aG\r\nk=\n"]
            var signatures: Set<JSON?> = []
            for (name, form) in zip(["a", "b", "b"], forms) {
                let signed = try await emulator.post("\(Self.path)/\(name)/sign", ["plaintext": form])
                try signatures.insert(signed.json["signature"])
            }
            #expect(signatures.count == 1)
            #expect(!signatures.contains(nil))
        }
    }

    @Test func `a key is deleted, and counts in the same versions as secrets`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            #expect(try await generate(emulator, "hs256")["version"] == 1)
            #expect(try await emulator.post(app.path + "/secrets/A", ["value": "1"]).json["version"] == 2)
            let deleted = try await emulator.delete(Self.path + "/k")
            #expect(deleted.code == 200)
            #expect(try deleted.json == ["version": 3, "Version": 3])
            #expect(try await emulator.get(Self.path + "/k").error == "secret key not found")
            #expect(try await emulator.get(app.path + "/secrets?min_version=3").code == 200)
        }
    }

    // MARK: - Work

    @Test(arguments: signing)
    func `what a key signs it verifies, and nothing else`(type: String) async throws {
        try await withEmulator { emulator in
            _ = try await emulator.makeApp()
            _ = try await generate(emulator, type)
            _ = try await generate(emulator, type, as: "other")
            let signed = try await emulator.post(Self.path + "/k/sign", ["plaintext": base64("hello")])
            #expect(signed.code == 200)
            let signature = try #require(try signed.json["signature"])
            let good: JSON = ["plaintext": base64("hello"), "signature": signature]
            let verified = try await emulator.post(Self.path + "/k/verify", good)
            #expect(verified.code == 204)
            #expect(verified.bytes.isEmpty)
            let wrong: [(String, JSON)] = [
                ("other", good), ("k", ["plaintext": base64("hallo"), "signature": signature]),
                ("k", ["plaintext": base64("hello"), "signature": "AAAA"]), ("k", ["plaintext": base64("hello")]),
            ]
            for (name, body) in wrong {
                let refused = try await emulator.post("\(Self.path)/\(name)/verify", body)
                #expect(refused.code == 400)
                #expect(refused.error == "signature verification failed")
            }
        }
    }

    @Test func `whoever has the public key can verify, without the service`() async throws {
        try await withEmulator { emulator in
            _ = try await emulator.makeApp()
            let message = Data("header.payload".utf8)
            let plaintext: JSON = ["plaintext": base64("header.payload")]
            let point = try bytes(await generate(emulator, "es256", as: "p256")["public_key"])
            let jws = try bytes(await emulator.post(Self.path + "/p256/sign", plaintext).json["signature"])
            let ecdsa = try P256.Signing.ECDSASignature(rawRepresentation: jws)
            #expect(try P256.Signing.PublicKey(x963Representation: point).isValidSignature(ecdsa, for: message))
            let edwards = try bytes(await generate(emulator, "nacl_sign", as: "ed")["public_key"])
            let signature = try bytes(await emulator.post(Self.path + "/ed/sign", plaintext).json["signature"])
            let publicKey = try Curve25519.Signing.PublicKey(rawRepresentation: edwards)
            #expect(publicKey.isValidSignature(signature, for: message))
        }
    }

    @Test func `what is encrypted is decrypted with the same associated data alone`() async throws {
        try await withEmulator { emulator in
            _ = try await emulator.makeApp()
            _ = try await generate(emulator, "xaes256gcm")
            let secret: JSON = ["plaintext": base64("hello"), "associated_data": base64("row 7")]
            let first = try await emulator.post(Self.path + "/k/encrypt", secret)
            #expect(first.code == 200)
            let ciphertext = try #require(try first.json["ciphertext"])
            #expect(try bytes(ciphertext).count == 24 + 5 + 16)
            #expect(try await emulator.post(Self.path + "/k/encrypt", secret).json["ciphertext"] != ciphertext)
            let opened = try await emulator.post(
                Self.path + "/k/decrypt", ["ciphertext": ciphertext, "associated_data": base64("row 7")])
            #expect(opened.code == 200)
            #expect(try opened.json == ["plaintext": base64("hello")])
            let wrong: [JSON] = [
                ["ciphertext": ciphertext], ["ciphertext": ciphertext, "associated_data": base64("row 8")],
                ["ciphertext": base64("hello")], [:],
            ]
            for body in wrong {
                let refused = try await emulator.post(Self.path + "/k/decrypt", body)
                #expect(refused.code == 400)
                #expect(refused.error == "decryption failed")
            }
        }
    }

    @Test func `an empty text can be encrypted and signed`() async throws {
        try await withEmulator { emulator in
            _ = try await emulator.makeApp()
            _ = try await generate(emulator, "xaes256gcm", as: "e")
            let sealed = try await emulator.post(Self.path + "/e/encrypt", ["plaintext": nil])
            let ciphertext = try #require(try sealed.json["ciphertext"])
            let opened = try await emulator.post(Self.path + "/e/decrypt", ["ciphertext": ciphertext])
            #expect(try opened.json == ["plaintext": ""])
            _ = try await generate(emulator, "hs256", as: "s")
            #expect(try await emulator.post(Self.path + "/s/sign", [:]).code == 200)
        }
    }

    @Test func `the same seed makes the same keys and the same ciphertexts`() async throws {
        func run(seed: UInt64) async throws -> [JSON?] {
            try await withEmulator(EmulatorSetup(seed: seed)) { emulator in
                _ = try await emulator.makeApp()
                let pair = try await generate(emulator, "es256", as: "p")["public_key"]
                _ = try await generate(emulator, "xaes256gcm", as: "e")
                let sealed = try await emulator.post(Self.path + "/e/encrypt", ["plaintext": base64("hello")])
                return [pair, try sealed.json["ciphertext"]]
            }
        }
        let first = try await run(seed: 7)
        #expect(!first.contains(nil))
        #expect(try await run(seed: 7) == first)
        #expect(try await run(seed: 8) != first)
    }

    // MARK: - Refusals

    struct Refused: Sendable, CustomTestStringConvertible {
        let path: String
        let body: String
        let code: Int
        let text: String

        init(_ path: String, _ body: String, _ code: Int, _ text: String) {
            self.path = path
            self.body = body
            self.code = code
            self.text = text
        }

        var testDescription: String { "\(path) \(body)" }
    }

    private static func cannot(_ key: String, _ type: String, _ operation: String) -> Refused {
        Refused(
            "/\(key)/\(operation)", "{}", 400, "invalid_argument: secret keys of type \(type) cannot \(operation)")
    }

    private static let types = "es256 hs256 hs384 hs512 nacl_auth nacl_box nacl_secretbox nacl_sign xaes256gcm"

    private static let refused = [
        Refused("/k", "", 400, "EOF"),
        Refused("/k/generate", "", 400, "EOF"),
        Refused("/h/encrypt", "", 400, "EOF"),
        Refused("/h/decrypt", "", 400, "EOF"),
        Refused("/h/sign", "", 400, "EOF"),
        Refused("/h/verify", "", 400, "EOF"),
        Refused("/k", "[]", 400, "json: cannot unmarshal array into Go value of type main.setSecretkeyRequest"),
        Refused(
            "/h/encrypt", "[]", 400, "json: cannot unmarshal array into Go value of type main.encryptSecretkeyRequest"),
        Refused(
            "/h/decrypt", "[]", 400, "json: cannot unmarshal array into Go value of type main.decryptSecretkeyRequest"),
        Refused("/h/sign", "[]", 400, "json: cannot unmarshal array into Go value of type main.signSecretkeyRequest"),
        Refused(
            "/h/verify", "[]", 400, "json: cannot unmarshal array into Go value of type main.verifySecretkeyRequest"),
        Refused("/k", "{}", 400, "invalid_argument: type is required"),
        Refused("/k/generate", #"{"type":""}"#, 400, "invalid_argument: type is required"),
        Refused("/k/generate", #"{"type":"rs256"}"#, 400, "invalid type, must be one of [\(types)]"),
        Refused(
            "/k/generate", #"{"type":"nacl_box"}"#, 501,
            "windtunnel does not emulate secret keys of type nacl_box yet"),
        Refused(
            "/k", #"{"type":"nacl_secretbox","value":"AAAA"}"#, 501,
            "windtunnel does not emulate secret keys of type nacl_secretbox yet"),
        Refused("/k", #"{"type":"nacl_auth"}"#, 400, "invalid value, must be 32 bytes long for nacl_auth"),
        Refused(
            "/k", #"{"type":"hs384","value":"AAAA"}"#, 400, "invalid value, must be at least 48 bytes long for hs384"),
        Refused(
            "/k", #"{"type":"es256","value":"\#(String(repeating: "/", count: 42))8="}"#, 400,
            "invalid value, is no private key of type es256"),
        Refused("/k", #"{"type":"hs256","value":"AAA"}"#, 400, "illegal base64 data at input byte 0"),
        Refused("/k", #"{"type":"hs256","value":"AAAA*AAA"}"#, 400, "illegal base64 data at input byte 4"),
        Refused("/k", #"{"type":"hs256","value":"AA=A"}"#, 400, "illegal base64 data at input byte 2"),
        Refused("/k", #"{"type":"hs256","value":"AA="}"#, 400, "illegal base64 data at input byte 3"),
        Refused("/k", #"{"type":"hs256","value":"AA==AAAA"}"#, 400, "illegal base64 data at input byte 4"),
        Refused(
            "/k", #"{"type":"hs256","value":{}}"#, 400,
            "json: cannot unmarshal object into Go struct field setSecretkeyRequest.value of type []uint8"),
        Refused(
            "/h/sign", #"{"plaintext":[1,256]}"#, 400,
            "json: cannot unmarshal number 256 into Go struct field signSecretkeyRequest.plaintext of type uint8"),
        Refused(
            "/a.b/generate", #"{"type":"hs256"}"#, 400,
            "invalid secret key name 'a.b', must match ^[a-zA-Z0-9_-]+$"),
        Refused("/gone/encrypt", "{}", 404, "secret key not found"),
        Refused("/gone/decrypt", "{}", 404, "secret key not found"),
        Refused("/gone/sign", "{}", 404, "secret key not found"),
        Refused("/gone/verify", "{}", 404, "secret key not found"),
        cannot("h", "hs256", "encrypt"), cannot("h", "hs256", "decrypt"),
        cannot("x", "xaes256gcm", "sign"), cannot("x", "xaes256gcm", "verify"),
    ]

    @Test(arguments: refused)
    func `a refusal has its status and text, and changes nothing`(refused: Refused) async throws {
        try await withEmulator { emulator in
            _ = try await emulator.makeApp()
            _ = try await generate(emulator, "hs256", as: "h")
            _ = try await generate(emulator, "xaes256gcm", as: "x")
            let before = try await emulator.get(Self.path).json
            let answer = try await emulator.send(.post, Self.path + refused.path, bytes: Array(refused.body.utf8))
            #expect(answer.code == refused.code)
            #expect(answer.error == refused.text)
            #expect(try await emulator.get(Self.path).json == before)
            #expect(try await emulator.get(Self.path + "?min_version=3").code == 412)
        }
    }

    @Test func `an app or a key that is not there is not found`() async throws {
        try await withEmulator { emulator in
            _ = try await emulator.makeApp()
            #expect(try await emulator.get(Self.path + "/k").error == "secret key not found")
            let deleted = try await emulator.delete(Self.path + "/k")
            #expect(deleted.code == 404)
            #expect(deleted.error == "secret key not found")
            let nowhere = "/v1/apps/nope/secretkeys"
            let answers = [
                try await emulator.get(nowhere), try await emulator.get(nowhere + "/k"),
                try await emulator.delete(nowhere + "/k"),
                try await emulator.post(nowhere + "/k/generate", ["type": "hs256"]),
                try await emulator.post(
                    nowhere + "/k", ["type": "hs256", "value": base64([UInt8](repeating: 1, count: 32))]),
                try await emulator.post(nowhere + "/k/sign", [:]), try await emulator.post(nowhere + "/k/verify", [:]),
                try await emulator.post(nowhere + "/k/encrypt", [:]),
                try await emulator.post(nowhere + "/k/decrypt", [:]),
            ]
            for answer in answers {
                #expect(answer.code == 404)
                #expect(answer.error == "app not found")
            }
        }
    }

    @Test(arguments: ["min_version", "version"])
    func `a client that knows of a newer version gets no older key's work`(query: String) async throws {
        try await withEmulator { emulator in
            _ = try await emulator.makeApp()
            _ = try await generate(emulator, "hs256", as: "h")
            _ = try await generate(emulator, "xaes256gcm", as: "x")
            let text = "failed_precondition: secrets version 3 is not available, currently 2"
            for path in ["", "/h"] {
                #expect(try await emulator.get("\(Self.path)\(path)?\(query)=2").code == 200)
                #expect(try await emulator.get("\(Self.path)\(path)?\(query)=3").error == text)
            }
            #expect(try await emulator.post("\(Self.path)/h/sign?\(query)=2", [:]).code == 200)
            for path in ["/h/sign", "/h/verify", "/x/encrypt", "/x/decrypt"] {
                let early = try await emulator.post("\(Self.path)\(path)?\(query)=3", [:])
                #expect(early.code == 412)
                #expect(early.error == text)
                let wrong = try await emulator.post("\(Self.path)\(path)?\(query)=new", [:])
                #expect(wrong.error == "invalid \(query), must be a whole number")
            }
        }
    }

    // MARK: - Whose they are

    @Test func `they go with their app and with their world`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            _ = try await generate(emulator, "hs256")
            #expect(try await emulator.delete(app.path).code == 202)
            #expect(try await emulator.get(Self.path).error == "app not found")
            _ = try await emulator.makeApp()
            #expect(try await emulator.get(Self.path).json == ["secret_keys": []])
            _ = try await generate(emulator, "hs256")
            #expect(try await emulator.post("/_windtunnel/worlds/default/reset").code == 204)
            _ = try await emulator.makeApp()
            #expect(try await emulator.get(Self.path + "/k").error == "secret key not found")
        }
    }
}
