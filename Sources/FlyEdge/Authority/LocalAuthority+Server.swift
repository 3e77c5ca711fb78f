import NIOCore
package import NIOSSL

extension LocalAuthority {
    /// The names every TLS listener of Windtunnel answers to: Fly's API and issuer hosts, the names of apps, loopback.
    ///
    /// There is no `*.localhost`: OpenSSL, and so curl, takes a wildcard only where two more labels follow it. For
    /// `*.flycast` the same holds; it stands here for clients that send no server name.
    package static let serverNames = [
        "*.fly.dev", "*.fly.localhost", "*.flycast", "fly.localhost", "localhost", "127.0.0.1", "::1",
        "api.machines.dev", "api.fly.io", "oidc.fly.io", "_api.internal",
    ]

    /// The configuration of the https listener: one leaf for ``serverNames`` and whatever else is asked for,
    /// TLS 1.2 or later, HTTP/2 or HTTP/1.1 by ALPN.
    ///
    /// A client that asks for another server name (`demo.localhost`, an app's own hostname) gets a leaf of its own,
    /// made on its first connection: whether that name is served is said by the answer, in words, and not by a
    /// failed handshake.
    /// - Parameters:
    ///   - extraNames: More DNS names and IP addresses, such as `--api-host`; repeated ones count once.
    ///   - uploaded: The certificates of apps, which come first for their names.
    package func serverTLSConfiguration(
        extraNames: [String] = [], uploaded: UploadedCertificates? = nil
    ) throws -> TLSConfiguration {
        var names = Self.serverNames
        for name in extraNames where !names.contains(name) { names.append(name) }
        let leaf = try leaf(names: names)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: leaf.chain.map { .certificate($0) },
            privateKey: .privateKey(leaf.key)
        )
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["h2", "http/1.1"]
        let leaves = LeavesByName(authority: self, covered: names)
        configuration.sslContextCallback = { hello, promise in
            guard let uploaded, let name = hello.serverHostname?.lowercased(), uploaded.mayHave(name) else {
                return promise.succeed(leaves.override(for: hello.serverHostname))
            }
            promise.completeWithTask {
                await uploaded.leaf(for: name)?.override ?? leaves.override(for: name)
            }
        }
        return configuration
    }
}
