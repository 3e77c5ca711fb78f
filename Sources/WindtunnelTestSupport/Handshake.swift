import NIOCore
import NIOPosix
import NIOSSL
import Simulation

/// A TLS handshake for its own sake.
package enum Handshake {
    /// The certificate that the listener at a port of this computer presents for a name, in DER, trusted or not.
    package static func certificate(port: Int, name: String) async throws -> [UInt8] {
        let context = try NIOSSLContext(configuration: .makeClientConfiguration())
        let presented = Promise<[UInt8]>()
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let handler = try NIOSSLClientHandler(context: context, serverHostname: name) { chain, verdict in
                        presented.keep((try? chain.first?.toDERBytes()) ?? [])
                        verdict.succeed(.certificateVerified)
                    }
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
        channel.closeFuture.whenComplete { _ in presented.keep([]) }
        let certificate = await presented.value(onCancel: [])
        channel.close(promise: nil)
        return certificate
    }
}
