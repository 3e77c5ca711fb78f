import Crypto
import FoundationEssentials
import MachineRules
import OrderedJSON
import SwiftASN1
import WindtunnelTestSupport
import X509

/// A chain of certificates that a test makes, dated by the emulator's own time.
struct TestChain {
    static let day = 86_400.0

    let leaf: String
    let authority: String
    let key: String

    /// The leaf, and who issued it.
    var fullchain: String { leaf + "\n" + authority }

    /// - Parameters:
    ///   - names: the alternative names; none for a leaf that has a common name only.
    ///   - from: days from the test's beginning to the first valid one.
    ///   - to: days from the test's beginning to the end.
    init(names: [String], commonName: String = "", from: Double = -1, to: Double = 30) throws {
        let start = Date(timeIntervalSince1970: Double(ManualWall.start.seconds))
        let authorityKey = P256.Signing.PrivateKey()
        let issuer = try DistinguishedName { CommonName("Test CA") }
        let root = try Certificate(
            version: .v3, serialNumber: Certificate.SerialNumber(),
            publicKey: Certificate.PublicKey(authorityKey.publicKey), notValidBefore: start - 100 * Self.day,
            notValidAfter: start + 1000 * Self.day, issuer: issuer, subject: issuer,
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
            },
            issuerPrivateKey: Certificate.PrivateKey(authorityKey)
        )
        let leafKey = P256.Signing.PrivateKey()
        let certificate = try Certificate(
            version: .v3, serialNumber: Certificate.SerialNumber(),
            publicKey: Certificate.PublicKey(leafKey.publicKey), notValidBefore: start + from * Self.day,
            notValidAfter: start + to * Self.day, issuer: issuer,
            subject: try commonName.isEmpty ? DistinguishedName() : DistinguishedName { CommonName(commonName) },
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                if !names.isEmpty { SubjectAlternativeNames(names.map(GeneralName.dnsName)) }
            },
            issuerPrivateKey: Certificate.PrivateKey(authorityKey)
        )
        leaf = try certificate.serializeAsPEM().pemString
        authority = try root.serializeAsPEM().pemString
        key = leafKey.pemRepresentation
    }

    /// The body of an upload.
    func body(for hostname: String) -> JSON {
        ["hostname": .string(hostname), "fullchain": .string(fullchain), "private_key": .string(key)]
    }
}
