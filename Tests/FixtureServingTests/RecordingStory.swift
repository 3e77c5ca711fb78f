import FixtureServing
import Fixtures
import MachineRules
import OrderedJSON
import WindtunnelTestSupport

/// A file that is recorded into.
struct RecordingStory: Sendable {
    /// The emulator that records, as its clients see it.
    let recorder: TestEmulator
    let path: String

    var interactions: [Interaction] {
        get throws { try RecordingFile.read(path).recording().interactions }
    }

    var text: String {
        get throws { String(decoding: try RecordingFile.read(path).bytes, as: UTF8.self) }
    }

    /// The only exchange of the file, once it has one.
    func interaction() async throws -> Interaction {
        try await recorder.until("an exchange is written") { try !interactions.isEmpty }
        let all = try interactions
        guard all.count == 1 else { throw TestSupportError("\(all.count) exchanges") }
        return all[0]
    }
}

extension FixtureSettings {
    /// Records what a server at a port of this computer answers.
    static func recording(to path: String, fromPort port: Int) throws -> FixtureSettings {
        guard let origin = UpstreamOrigin(url: "http://127.0.0.1:\(port)") else {
            throw TestSupportError("no upstream")
        }
        return FixtureSettings(file: path, purpose: .record, upstreams: UpstreamSites(api: origin))
    }
}

/// Runs `body` with an emulator that records what another one, the service, answers.
func withRecordedService(
    _ body: @escaping @Sendable (_ story: RecordingStory, _ service: TestEmulator) async throws -> Void
) async throws {
    try await TemporaryFolder.with { folder in
        let path = folder + "/r.har"
        try await withLiveEmulator(.instant) { service, live in
            let setup = EmulatorSetup(fixtures: try .recording(to: path, fromPort: live.port))
            try await withEmulator(setup) { try await body(RecordingStory(recorder: $0, path: path), service) }
        }
    }
}

/// Runs `body` with an emulator behind a listener that records what a server answers whose every byte is in the test's
/// hands; `client` is a connection to the emulator.
func withRecordedBytes(
    _ body:
        @escaping @Sendable (_ story: RecordingStory, _ client: Peer, _ server: PeerServer) async throws
        -> Void
) async throws {
    try await TemporaryFolder.with { folder in
        let path = folder + "/r.har"
        try await PeerServer.with { server in
            let setup = EmulatorSetup(fixtures: try .recording(to: path, fromPort: server.port))
            try await withLiveEmulator(setup) { recorder, live in
                let client = try await Peer.connect(port: live.port)
                try await body(RecordingStory(recorder: recorder, path: path), client, server)
                // A test may have closed it already.
                try? await client.close()
            }
        }
    }
}
