import HTTPTypes
import Testing
import WindtunnelTestSupport

@Suite(.timeLimit(.minutes(5))) struct HeadRequests {
    /// Content would be taken for the next answer on the connection, which makes clients close it.
    @Test(arguments: [
        ("/v1/apps/none", "localhost"), ("/nope", "localhost"), ("/", "none.fly.dev"), ("/", "stranger.example"),
        ("/_app/", "localhost"), ("/_windtunnel/nope", "localhost"),
    ])
    func `are answered without content, and the connection goes on`(path: String, host: String) async throws {
        try await withLiveEmulator { _, live in
            let peer = try await Peer.connect(port: live.port)
            for _ in 1...2 {
                try await peer.send("HEAD \(path) HTTP/1.1\r\nHost: \(host)\r\n\r\n")
                let head = await peer.read(until: "\r\n\r\n")
                #expect(head.hasPrefix("HTTP/1.1 4"))
                #expect(head.lowercased().contains("content-length: "))
            }
            try await peer.close()
        }
    }
}
