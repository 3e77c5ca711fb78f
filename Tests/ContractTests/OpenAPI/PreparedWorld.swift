import Crypto
import FoundationEssentials
import HTTPTypes
import OrderedJSON
import SwiftASN1
import WindtunnelTestSupport
import X509

/// An app that has one of everything the document's operations are about.
struct PreparedWorld: Sendable {
    let emulator: TestEmulator
    let app: TestApp
    /// Holds ``attached``, has two entries of metadata, a service and a check.
    let started: TestMachine
    let stopped: TestMachine
    let attached: String
    let free: String
    let address: String
    /// A token for the app, in the form the service gives it.
    let token: String

    static let hostname = "www.example.com"
    static let secret = "DATABASE_URL"
    static let signingKey = "signing"
    static let sealingKey = "sealing"
    static let metadataKey = "role"

    /// Makes all of it. What is not emulated yet is refused and left out: who needs it notices.
    static func make(in emulator: TestEmulator) async throws -> PreparedWorld {
        let app = try await emulator.makeApp()
        let attached = try await app.makeVolume()
        let free = try await app.makeVolume("spare")
        var config = TestConfig.served().objectValue ?? [:]
        config["mounts"] = [["volume": .string(attached), "path": "/data"]]
        config["metadata"] = ["role": "web", "fly_platform_version": "v2"]
        config["checks"] = ["alive": ["type": "tcp", "port": 8080, "interval": "15s", "timeout": "2s"]]
        let started = try await app.makeStartedMachine(.object(config))
        let stopped = try await app.makeStoppedMachine()
        let address = try await emulator.post(app.path + "/ip_assignments", ["type": "v6"])
        _ = try await emulator.post(app.path + "/secrets/\(secret)", ["value": "postgres://"])
        _ = try await emulator.post(app.path + "/secretkeys/\(signingKey)/generate", ["type": "hs256"])
        _ = try await emulator.post(app.path + "/secretkeys/\(sealingKey)/generate", ["type": "xaes256gcm"])
        _ = try await emulator.post(app.path + "/certificates/acme", ["hostname": .string(hostname)])
        _ = try await emulator.post(app.path + "/certificates/custom", try ownCertificate(for: hostname))
        let token = try await emulator.post(app.path + "/deploy_token", ["expiry": "1h"])
        return PreparedWorld(
            emulator: emulator, app: app, started: started, stopped: stopped, attached: attached, free: free,
            address: try address.json["ip"]?.stringValue ?? "", token: try token.json["token"]?.stringValue ?? "")
    }

    /// A request for a certificate of the caller's own, valid when the tests' time begins.
    static func ownCertificate(for hostname: String) throws -> JSON {
        let key = P256.Signing.PrivateKey()
        let name = try DistinguishedName { CommonName(hostname) }
        let certificate = try Certificate(
            version: .v3, serialNumber: Certificate.SerialNumber(bytes: [1]), publicKey: .init(key.publicKey),
            notValidBefore: Date(timeIntervalSince1970: 1_780_000_000),
            notValidAfter: Date(timeIntervalSince1970: 1_800_000_000), issuer: name, subject: name,
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try Certificate.Extensions { SubjectAlternativeNames([.dnsName(hostname)]) },
            issuerPrivateKey: .init(key))
        return [
            "hostname": .string(hostname), "fullchain": .string(try certificate.serializeAsPEM().pemString),
            "private_key": .string(key.pemRepresentation),
        ]
    }
}
