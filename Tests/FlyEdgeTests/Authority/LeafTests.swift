import Crypto
import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import NIOTLS
import SwiftASN1
import Testing
@_spi(FixedExpiryValidationTime) import X509

@testable import FlyEdge

@Suite("Leaves of the local authority")
struct LeafTests {
    @Test(
        "are trusted for their names by who trusts the authority",
        arguments: [
            ("demo.fly.dev", nil), ("demo.fly.localhost", nil), ("api.machines.dev", nil), ("api.fly.io", nil),
            ("oidc.fly.io", nil), ("localhost", nil), ("fly.localhost", nil), (nil, "127.0.0.1"), (nil, "::1"),
            ("windtunnel.compose", nil), (nil, "10.1.2.3"),
        ] as [(String?, String?)]
    )
    func verifies(host: String?, address: String?) async throws {
        #expect(try await verify(host: host, address: address))
    }

    @Test(
        "are not trusted for other names",
        arguments: [
            ("fly.dev", nil), ("a.b.fly.dev", nil), ("example.com", nil), ("machines.dev", nil), (nil, "127.0.0.2"),
        ] as [(String?, String?)]
    )
    func refuses(host: String?, address: String?) async throws {
        #expect(try await !verify(host: host, address: address))
    }

    @Test("are not trusted before a day ago nor after 397 days")
    func validity() async throws {
        let day = LocalAuthority.day
        #expect(try await verify(host: "localhost", at: noon - day + 1))
        #expect(try await !verify(host: "localhost", at: noon - day - 1))
        #expect(try await verify(host: "localhost", at: noon + 396 * day - 1))
        #expect(try await !verify(host: "localhost", at: noon + 396 * day + 1))
    }

    @Test("never outlive the authority")
    func notLongerThanAuthority() async throws {
        try await withTemporaryFolder { folder in
            _ = try LocalAuthority.open(folder: folder, now: noon)
            let late = try LocalAuthority.open(folder: folder, now: noon + 3651 * LocalAuthority.day)
            let leaf = try late.certificate(for: P256.Signing.PrivateKey().publicKey, names: ["localhost"])
            #expect(leaf.notValidAfter == late.certificate.notValidAfter)
        }
    }

    @Test("carry their names as alternative names only, and are for servers only")
    func shape() async throws {
        try await withTemporaryFolder { folder in
            let authority = try LocalAuthority.open(folder: folder, now: noon)
            let leaf = try authority.certificate(
                for: P256.Signing.PrivateKey().publicKey,
                names: ["*.Fly.dev", "_api.internal", "127.0.0.1", "::1"]
            )
            #expect(leaf.subject.isEmpty)
            let names = try #require(try leaf.extensions.subjectAlternativeNames)
            #expect(
                Array(names) == [
                    .dnsName("*.fly.dev"), .dnsName("_api.internal"),
                    .ipAddress(ASN1OctetString(contentBytes: [127, 0, 0, 1])),
                    .ipAddress(ASN1OctetString(contentBytes: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1])),
                ]
            )
            #expect(try leaf.extensions.extendedKeyUsage.map(Array.init) == [.serverAuth])
            #expect(try leaf.extensions.basicConstraints == .notCertificateAuthority)
            #expect(leaf.issuer == authority.certificate.subject)
            #expect(try authority.leaf(names: ["localhost"]).chain.count == 2)
        }
    }

    @Test("are not issued for what is no name", arguments: ["", "*", "a b", "a..b", "http://x", "ü.fly.dev", "1:2"])
    func badNames(_ name: String) async throws {
        try await withTemporaryFolder { folder in
            let authority = try LocalAuthority.open(folder: folder, now: noon)
            #expect(throws: AuthorityError.self) { try authority.leaf(names: [name]) }
            #expect(throws: AuthorityError.self) { try authority.leaf(names: []) }
        }
    }

    @Test(
        "carry a TLS connection with HTTP/2, made on demand for names nobody thought of",
        arguments: [
            "demo.fly.dev", "api.machines.dev", "Demo.FlyCast", "demo.localhost", "shop.example", "x.y.fly.dev",
        ]
    )
    func handshake(name: String) async throws {
        try await withTemporaryFolder { folder in
            // The handshake is checked by the machine's clock, so this authority must be valid by it.
            let authority = try LocalAuthority.open(folder: folder, now: Int64(time(nil)))
            let context = try NIOSSLContext(configuration: authority.serverTLSConfiguration())
            let server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandlers(NIOSSLServerHandler(context: context))
                    }
                }
                .bind(host: "127.0.0.1", port: 0).get()
            var configuration = TLSConfiguration.makeClientConfiguration()
            configuration.trustRoots = .file(authority.certificatePath)
            configuration.applicationProtocols = ["h2", "http/1.1"]
            let trust = try NIOSSLContext(configuration: configuration)
            let agreed = server.eventLoop.makePromise(of: String?.self)
            let client = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandlers(
                            NIOSSLClientHandler(context: trust, serverHostname: name),
                            HandshakeHandler(agreed: agreed)
                        )
                    }
                }
                .connect(to: try #require(server.localAddress)).get()
            #expect(try await agreed.futureResult.get() == "h2")
            try await client.close()
            try await server.close()
        }
    }

    private func verify(host: String? = nil, address: String? = nil, at time: Int64 = noon) async throws -> Bool {
        try await withTemporaryFolder { folder in
            let authority = try LocalAuthority.open(folder: folder, now: noon)
            let leaf = try authority.certificate(
                for: P256.Signing.PrivateKey().publicKey,
                names: LocalAuthority.serverNames + ["windtunnel.compose", "10.1.2.3"]
            )
            var verifier = Verifier(rootCertificates: CertificateStore([authority.certificate])) {
                RFC5280Policy(fixedExpiryValidationTime: Date(timeIntervalSince1970: Double(time)))
                ServerIdentityPolicy(serverHostname: host, serverIP: address)
            }
            let result = await verifier.validate(leaf: leaf, intermediates: CertificateStore())
            return if case .validCertificate = result { true } else { false }
        }
    }
}

/// Tells which protocol the handshake ended with.
private final class HandshakeHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    let agreed: EventLoopPromise<String?>

    init(agreed: EventLoopPromise<String?>) {
        self.agreed = agreed
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted(let negotiated) = event as? TLSUserEvent { agreed.succeed(negotiated) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        agreed.fail(error)
    }
}
