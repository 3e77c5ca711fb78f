import MachineRules
import NIOSSL
import Persistence
package import Simulation

/// The certificates that apps were given by upload, which the https listener presents for their host names.
package struct UploadedCertificates: Sendable {
    private let worlds: Worlds

    package init(in worlds: Worlds) {
        self.worlds = worlds
    }

    /// Whether some app has a certificate, uploaded or not, for a name. Asks no database.
    func mayHave(_ name: String) -> Bool {
        worlds.app(ofHostname: name) != nil
    }

    /// The uploaded chain and its key, nil when there is none for the name. An expired one is presented too: the service
    /// warns of it, but leaves it in place (chosen).
    package func leaf(for name: String) async -> LocalAuthority.Leaf? {
        guard let (world, app) = worlds.app(ofHostname: name) else { return nil }
        for hostname in [name, Hostname.wildcard(over: name)].compactMap({ $0 }) {
            // What cannot be read is not presented; the client sees the local authority's.
            guard let view = try? await world.certificates.certificate(for: hostname, of: app),
                let custom = view.record.life.custom,
                let chain = try? NIOSSLCertificate.fromPEMBytes(Array(custom.fullchain.utf8)),
                let key = try? NIOSSLPrivateKey(bytes: Array(custom.privateKey.utf8), format: .pem)
            else { continue }
            return LocalAuthority.Leaf(chain: chain, key: key)
        }
        return nil
    }
}
