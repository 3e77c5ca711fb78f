import FoundationEssentials

/// The certificate authorities that a command run by `exec` is to trust.
///
/// The emulator's own is enough as long as every host is the emulator. A host that is let through to the network shows
/// a certificate of the world's authorities, so then both have to be in the one file that clients can be given.
enum CertificateBundle {
    /// Where systems keep the authorities they trust, most common first.
    private static let systemFiles = [
        "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem",
        "/etc/ssl/cert.pem",
    ]

    /// Writes the emulator's authority and the ones that were trusted so far into one file.
    /// - Parameters:
    ///   - authority: the path of the emulator's certificate.
    ///   - environment: its `SSL_CERT_FILE` names the authorities trusted so far, else the system's file does.
    /// - Returns: the path of the bundle; `authority` itself where there is nothing to add to it.
    static func adding(_ authority: String, to environment: [String: String], in folder: String) throws -> String {
        let candidates = [environment["SSL_CERT_FILE"]].compactMap { $0 } + systemFiles
        guard let trusted = candidates.lazy.compactMap({ FileManager.default.contents(atPath: $0) }).first,
            let own = FileManager.default.contents(atPath: authority)
        else { return authority }
        let bundle = "\(folder)/authorities.pem"
        try (own + Data("\n".utf8) + trusted).write(to: URL(filePath: bundle))
        return bundle
    }
}
