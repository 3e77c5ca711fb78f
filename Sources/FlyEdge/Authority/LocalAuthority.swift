import Crypto
import FoundationEssentials
import SwiftASN1
import X509

/// The certificate authority that lets clients speak TLS to Windtunnel under Fly's names: made on first use, kept in a
/// folder, trusted by nobody who was not told to.
///
/// It is never installed into the system's store. Clients are given ``certificatePath`` (`CURL_CA_BUNDLE`,
/// `SSL_CERT_FILE`, `NODE_EXTRA_CA_CERTS`); most of them then trust this authority *only*, which is what an offline
/// run wants. Keys are EC P-256. Times are wall-clock seconds, for clients check certificates by their own clock,
/// not by a world's.
package struct LocalAuthority: Sendable {
    /// The file to point clients at: the authority's certificate in PEM.
    package let certificatePath: String
    /// What that file holds: the whole bundle of authorities a client of Windtunnel needs.
    package let bundle: String

    let certificate: Certificate
    let key: P256.Signing.PrivateKey
    /// When it was opened, in seconds since 1970: the leaves' reference.
    let openedAt: Int64

    static let subject = "Windtunnel local CA"
    static let lifetime: Int64 = 3652 * day
    static let day: Int64 = 86_400

    /// Opens the authority kept in `folder`, making the folder (mode 0700), `ca.pem` and `ca-key.pem` (mode 0600)
    /// where they are missing.
    ///
    /// An expired certificate is renewed with the key it had, so leaves handed out before stay valid. Any number of
    /// processes may do this at once: they end with the same authority.
    /// - Parameters:
    ///   - folder: A path, absolute or relative to the working directory.
    ///   - now: Seconds since 1970. Leaves are dated from here.
    /// - Throws: ``AuthorityError`` when a file is damaged, does not match the other, or cannot be read or written.
    package static func open(folder: String, now: Int64) throws -> LocalAuthority {
        let files = try AuthorityFolder(path: folder)
        return try files.withLock {
            let key = try openKey(in: files)
            let (certificate, bundle) = try openCertificate(of: key, in: files, now: now)
            return LocalAuthority(
                certificatePath: files.path(of: AuthorityFolder.certificate),
                bundle: bundle,
                certificate: certificate,
                key: key,
                openedAt: now
            )
        }
    }

    /// The kept key, or a new one when this is the first use.
    private static func openKey(in files: AuthorityFolder) throws -> P256.Signing.PrivateKey {
        let path = files.path(of: AuthorityFolder.key)
        if let text = try files.read(AuthorityFolder.key) {
            do {
                return try P256.Signing.PrivateKey(pemRepresentation: text)
            } catch {
                throw AuthorityError(
                    "\(path) is not a readable EC P-256 private key; "
                        + "delete it and \(AuthorityFolder.certificate) beside it to have a new authority made"
                )
            }
        }
        guard try files.read(AuthorityFolder.certificate) == nil else {
            throw AuthorityError(
                "\(path) is missing, though its certificate is there; "
                    + "put it back, or delete \(AuthorityFolder.certificate) beside it to have a new authority made"
            )
        }
        // The key goes first: a process that dies before the certificate is written leaves a key without one, which
        // the next process completes.
        let key = P256.Signing.PrivateKey()
        try files.write(key.pemRepresentation + "\n", to: AuthorityFolder.key, mode: 0o600)
        return key
    }

    /// The kept certificate and its text, or a new one when there is none or its time is over.
    private static func openCertificate(
        of key: P256.Signing.PrivateKey, in files: AuthorityFolder, now: Int64
    ) throws -> (Certificate, String) {
        if let text = try files.read(AuthorityFolder.certificate) {
            let certificate = try parse(text, path: files.path(of: AuthorityFolder.certificate))
            guard certificate.publicKey == Certificate.PublicKey(key.publicKey) else {
                throw AuthorityError(
                    "\(files.path(of: AuthorityFolder.certificate)) does not belong to \(AuthorityFolder.key) "
                        + "beside it; delete both to have a new authority made"
                )
            }
            let today = Date(timeIntervalSince1970: Double(now))
            if certificate.notValidBefore <= today && today < certificate.notValidAfter { return (certificate, text) }
        }
        let certificate = try issueRoot(for: key, now: now)
        let text = try certificate.serializeAsPEM().pemString + "\n"
        try files.write(text, to: AuthorityFolder.certificate, mode: 0o644)
        return (certificate, text)
    }

    private static func parse(_ text: String, path: String) throws -> Certificate {
        if let certificate = try? Certificate(pemEncoded: text),  // what exactly is wrong with it helps nobody
            certificate.publicKey.isValidSignature(certificate.signature, for: certificate)
        {
            return certificate
        }
        throw AuthorityError(
            "\(path) is damaged; delete it to have the authority's certificate made anew from \(AuthorityFolder.key)"
        )
    }

    private static func issueRoot(for key: P256.Signing.PrivateKey, now: Int64) throws -> Certificate {
        let name = try DistinguishedName { CommonName(subject) }
        let publicKey = Certificate.PublicKey(key.publicKey)
        return try Certificate(
            version: .v3,
            serialNumber: Certificate.SerialNumber(),
            publicKey: publicKey,
            notValidBefore: Date(timeIntervalSince1970: Double(now - day)),
            notValidAfter: Date(timeIntervalSince1970: Double(now + lifetime)),
            issuer: name,
            subject: name,
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
                Critical(KeyUsage(keyCertSign: true, cRLSign: true))
                SubjectKeyIdentifier(hash: publicKey)
            },
            issuerPrivateKey: Certificate.PrivateKey(key)
        )
    }
}
