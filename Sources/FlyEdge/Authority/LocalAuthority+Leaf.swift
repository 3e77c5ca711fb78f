import Crypto
import FoundationEssentials
package import NIOSSL
import SwiftASN1
import X509

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension LocalAuthority {
    /// What a TLS server needs to prove that it is one of its names.
    package struct Leaf: Sendable {
        /// The leaf first, then the authority, so that a client that does not trust it can say which one it met.
        package let chain: [NIOSSLCertificate]
        /// The leaf's own key, made for it and never written to disk.
        package let key: NIOSSLPrivateKey
    }

    /// Issues a server certificate with a new key, valid from one day before the authority was opened for 397 days
    /// (browsers refuse more than 398), but never longer than the authority itself.
    /// - Parameter names: DNS names (also `*.NAME`) and IP addresses; they stand as subject alternative names only.
    /// - Throws: ``AuthorityError`` for a name that is neither, or when there is none.
    package func leaf(names: [String]) throws -> Leaf {
        let leafKey = P256.Signing.PrivateKey()
        let leaf = try certificate(for: leafKey.publicKey, names: names)
        return Leaf(
            chain: try [leaf, certificate].map { try NIOSSLCertificate(bytes: Self.der($0), format: .der) },
            key: try NIOSSLPrivateKey(bytes: Array(leafKey.derRepresentation), format: .der)
        )
    }

    /// The certificate of a leaf whose key is given.
    func certificate(for leafKey: P256.Signing.PublicKey, names: [String]) throws -> Certificate {
        guard !names.isEmpty else { throw AuthorityError("a server certificate needs at least one name") }
        let publicKey = Certificate.PublicKey(leafKey)
        let start = openedAt - Self.day
        let end = Date(timeIntervalSince1970: Double(start + 397 * Self.day))
        return try Certificate(
            version: .v3,
            serialNumber: Certificate.SerialNumber(),
            publicKey: publicKey,
            notValidBefore: Date(timeIntervalSince1970: Double(start)),
            notValidAfter: min(end, certificate.notValidAfter),
            issuer: certificate.subject,
            subject: DistinguishedName(),
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                Critical(KeyUsage(digitalSignature: true))
                try ExtendedKeyUsage([.serverAuth])
                // RFC 5280, 4.2.1.6: critical, because the subject is empty.
                Critical(SubjectAlternativeNames(try names.map(Self.generalName)))
                SubjectKeyIdentifier(hash: publicKey)
                AuthorityKeyIdentifier(keyIdentifier: SubjectKeyIdentifier(hash: certificate.publicKey).keyIdentifier)
            },
            issuerPrivateKey: Certificate.PrivateKey(key)
        )
    }

    private static func der(_ certificate: Certificate) throws -> [UInt8] {
        var serializer = DER.Serializer()
        try serializer.serialize(certificate)
        return serializer.serializedBytes
    }

    private static func generalName(_ name: String) throws -> GeneralName {
        if let bytes = addressBytes(name) { return .ipAddress(ASN1OctetString(contentBytes: bytes[...])) }
        let host = name.hasPrefix("*.") ? name.dropFirst(2) : name[...]
        let isHost = host.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
            !label.isEmpty && label.utf8.count < 64
                && label.utf8.allSatisfy { byte in
                    switch byte {
                    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
                    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"): true
                    default: false
                    }
                }
        }
        guard isHost, name.utf8.count < 254 else {
            throw AuthorityError("\(name) is neither a host name nor an IP address, so no certificate can name it")
        }
        return .dnsName(name.lowercased())
    }

    /// The 4 or 16 bytes of an IP address in text form, `nil` when the text is none.
    private static func addressBytes(_ text: String) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, text, &bytes) == 1 { return Array(bytes[..<4]) }
        return inet_pton(AF_INET6, text, &bytes) == 1 ? bytes : nil
    }
}
