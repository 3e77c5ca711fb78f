import Crypto
import CryptoExtras
import FoundationEssentials
import MachineRules
import Simulation
import SwiftASN1
import Testing
import X509

@Suite("Chains that users bring")
struct CustomChainTests {
    private static let now = Timestamp(milliseconds: 1_785_585_600_000)

    /// A certificate for `a.com` that signs itself.
    private static func certificate(
        _ key: Certificate.PrivateKey,
        _ algorithm: Certificate.SignatureAlgorithm,
        subject: DistinguishedName = DistinguishedName()
    ) throws -> String {
        let start = Date(timeIntervalSince1970: Double(now.seconds))
        return try Certificate(
            version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: key.publicKey, notValidBefore: start,
            notValidAfter: start + 60, issuer: subject, subject: subject, signatureAlgorithm: algorithm,
            extensions: try Certificate.Extensions { SubjectAlternativeNames([.dnsName("a.com")]) },
            issuerPrivateKey: key
        ).serializeAsPEM().pemString
    }

    @Test("are taken with keys of every usual kind")
    func kinds() throws {
        let rsa = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        let (p256, p384) = (P256.Signing.PrivateKey(), P384.Signing.PrivateKey())
        let edwards = Certificate.PrivateKey(Curve25519.Signing.PrivateKey())
        let table: [(Certificate.PrivateKey, Certificate.SignatureAlgorithm, String, CertificateLife.KeyKind)] = [
            (Certificate.PrivateKey(rsa), .sha256WithRSAEncryption, rsa.pemRepresentation, .rsa),
            (Certificate.PrivateKey(rsa), .sha256WithRSAEncryption, rsa.pkcs8PEMRepresentation, .rsa),
            (Certificate.PrivateKey(p256), .ecdsaWithSHA256, p256.pemRepresentation, .ecdsa),
            (Certificate.PrivateKey(p384), .ecdsaWithSHA384, p384.pemRepresentation, .ecdsa),
            (edwards, .ed25519, try edwards.serializeAsPEM().pemString, .ecdsa),
        ]
        for (key, algorithm, pem, kind) in table {
            let chain = try CustomChain(fullchain: Self.certificate(key, algorithm), privateKey: pem)
            let certificate = try chain.certificate(for: Hostname("a.com"), at: Self.now)
            #expect(certificate.key == kind, "\(algorithm)")
            #expect(certificate.expiresAt == Self.now + .seconds(60))
            #expect(certificate.privateKey == pem)
        }
    }

    @Test("may have carriage returns, and the parameters of the curve before the key as openssl writes them")
    func spellings() throws {
        let key = P256.Signing.PrivateKey()
        let chain = try Self.certificate(Certificate.PrivateKey(key), .ecdsaWithSHA256)
        let parameters = "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n"
        let pem = parameters + key.pemRepresentation + "\n"
        _ = try CustomChain(
            fullchain: chain.replacing("\n", with: "\r\n"), privateKey: pem.replacing("\n", with: "\r\n"))
    }

    @Test("name their issuer by its common name, else by its organization, else not at all")
    func issuers() throws {
        let key = P256.Signing.PrivateKey()
        for (subject, issuer) in [
            (
                try DistinguishedName {
                    CommonName("CA 1"); OrganizationName("Org")
                }, "CA 1"
            ),
            (try DistinguishedName { OrganizationName("Org") }, "Org"), (DistinguishedName(), nil),
        ] as [(DistinguishedName, String?)] {
            let chain = try CustomChain(
                fullchain: Self.certificate(Certificate.PrivateKey(key), .ecdsaWithSHA256, subject: subject),
                privateKey: key.pemRepresentation)
            #expect(try chain.certificate(for: Hostname("a.com"), at: Self.now).issuer == issuer)
        }
    }

    @Test("are valid from their first second to before their last")
    func bounds() throws {
        let key = P256.Signing.PrivateKey()
        let chain = try CustomChain(
            fullchain: Self.certificate(Certificate.PrivateKey(key), .ecdsaWithSHA256),
            privateKey: key.pemRepresentation)
        let name = try Hostname("a.com")
        for (offset, isValid) in [(-1, false), (0, true), (59_999, true), (60_000, false)] {
            let time = Self.now + .milliseconds(offset)
            let certificate = try? chain.certificate(for: name, at: time)
            #expect((certificate != nil) == isValid, "\(offset) ms")
        }
    }
}
