import Crypto
import FoundationEssentials
package import MachineRules
import SwiftASN1
import X509

/// A certificate that a user brings: its chain and its key, parsed and found to belong together.
///
/// RSA, P-256, P-384, P-521 and Ed25519 are taken, the key as PKCS #8, PKCS #1 or SEC 1. Nobody's root is asked for: as
/// with the real service a chain of a private authority will do (chosen). What is wrong is told with 422 (documented;
/// the texts are chosen).
package struct CustomChain: Sendable {
    private let fullchain: String
    private let privateKey: String
    private let leaf: Certificate

    /// - Parameters:
    ///   - fullchain: PEM, the leaf first, each followed by its issuer; the root may be left out.
    ///   - privateKey: PEM, the leaf's.
    /// - Throws: `fullchain is not a chain of PEM certificates`, `private_key is not a PEM private key`,
    ///   `private_key does not match the certificate`, `fullchain must begin with the certificate of the private key`,
    ///   `fullchain is out of order, certificate 2 is not the issuer of certificate 1`.
    package init(fullchain: String, privateKey: String) throws(Refusal) {
        let chain = Self.certificates(in: fullchain)
        guard let leaf = chain.first else { throw Refusal(.chainUnreadable) }
        guard let key = Self.key(in: privateKey) else { throw Refusal(.chainKeyUnreadable) }
        guard leaf.publicKey == key.publicKey else {
            throw Refusal(
                chain.contains { $0.publicKey == key.publicKey } ? .chainLeafNotFirst : .chainKeyForeign)
        }
        for (index, (certificate, issuer)) in zip(chain, chain.dropFirst()).enumerated() {
            guard certificate.issuer == issuer.subject,
                issuer.publicKey.isValidSignature(certificate.signature, for: certificate)
            else {
                throw Refusal(.chainOutOfOrder, ["issuer": index + 2, "certificate": index + 1])
            }
        }
        self.fullchain = fullchain
        self.privateKey = privateKey
        self.leaf = leaf
    }

    /// The certificate for a host name at a time.
    /// - Throws: `certificate is not valid before <time>`, `certificate expired at <time>`,
    ///   `certificate does not cover <hostname>`.
    package func certificate(
        for hostname: Hostname, at now: Timestamp
    ) throws(Refusal) -> CertificateLife.Custom {
        let (start, end) = (Timestamp(leaf.notValidBefore), Timestamp(leaf.notValidAfter))
        guard start <= now else { throw Refusal(.certificateNotYetValid, ["time": start.rfc3339]) }
        guard now < end else { throw Refusal(.certificateExpired, ["time": end.rfc3339]) }
        guard names.contains(where: hostname.isProved) else {
            throw Refusal(.certificateForeign, ["hostname": hostname])
        }
        return CertificateLife.Custom(
            fullchain: fullchain, privateKey: privateKey, createdAt: now, expiresAt: end, issuer: issuer, key: keyKind
        )
    }

    /// The DNS names among the alternative names, and the common name.
    private var names: [String] {
        // A certificate whose alternative names cannot be read has none.
        let alternatives = (try? leaf.extensions.subjectAlternativeNames) ?? nil
        let dns = alternatives.map { names in
            names.compactMap { name -> String? in if case .dnsName(let text) = name { text } else { nil } }
        }
        return (dns ?? []) + Self.texts(in: leaf.subject, .commonName)
    }

    private var issuer: String? {
        Self.texts(in: leaf.issuer, .commonName).first ?? Self.texts(in: leaf.issuer, .organizationName).first
    }

    private var keyKind: CertificateLife.KeyKind {
        let key = leaf.publicKey
        let isElliptic =
            P256.Signing.PublicKey(key) != nil || P384.Signing.PublicKey(key) != nil
            || P521.Signing.PublicKey(key) != nil || Curve25519.Signing.PublicKey(key) != nil
        return isElliptic ? .ecdsa : .rsa
    }

    /// All of them, none when there is anything else.
    private static func certificates(in text: String) -> [Certificate] {
        // What exactly is wrong with it helps nobody.
        (try? PEMDocument.parseMultiple(pemString: text).map(Certificate.init(pemDocument:))) ?? []
    }

    /// The first key; openssl writes the parameters of an elliptic curve before it.
    private static func key(in text: String) -> Certificate.PrivateKey? {
        // As above.
        let document = try? PEMDocument.parseMultiple(pemString: text).first {
            $0.discriminator.hasSuffix("PRIVATE KEY")
        }
        return document.flatMap { try? Certificate.PrivateKey(pemDocument: $0) }
    }

    private static func texts(in name: DistinguishedName, _ type: ASN1ObjectIdentifier) -> [String] {
        name.flatMap { $0 }.filter { $0.type == type }.compactMap { String($0.value) }
    }
}

extension ASN1ObjectIdentifier {
    fileprivate static let commonName = RDNAttributeType.commonName
    fileprivate static let organizationName = RDNAttributeType.organizationName
}

extension Timestamp {
    fileprivate init(_ date: Date) {
        self.init(milliseconds: Int64((date.timeIntervalSince1970 * 1000).rounded()))
    }
}
