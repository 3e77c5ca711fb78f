import FoundationEssentials
import Testing
import WindtunnelTestSupport

/// The guide's own script, recorded from one emulator and replayed without it.
@Suite(.enabled(if: Program.isBuilt, "windtunnel is not built"), .timeLimit(.minutes(1)))
struct ReplayedGuide {
    private static func guide(_ app: String) -> [String] {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        return ["--", "env", "APP_NAME=\(app)", "bash", "/\(root)/fixtures/guide/guide.sh"]
    }

    @Test func `exec replays what exec recorded, for another app too`() async throws {
        try await TemporaryFolder.with { folder in
            let home = folder + "/service"
            try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
            let file = folder + "/guide.har"
            let recorded = try await Server.with(["--in-memory"], in: home) { server, _ in
                let upstream = ["--upstream", "http://127.0.0.1:\(server.http)"]
                return try await Program.run(
                    ["exec", "--replay", file] + upstream + Self.guide("mcp-demo-1a2b"), in: folder)
            }
            #expect(recorded.result.code == 0, "\(recorded.result.errors)")
            let replayed = try await Program.run(["exec", "--replay", file] + Self.guide("harbour"), in: folder)
            #expect(replayed.code == 0, "\(replayed.errors)")
            #expect(replayed.output == recorded.result.output)
        }
    }
}
