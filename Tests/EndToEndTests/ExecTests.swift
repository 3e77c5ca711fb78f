import FoundationEssentials
import HTTPTypes
import OrderedJSON
import Testing
import WindtunnelTestSupport

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

@Suite(.enabled(if: Program.isBuilt, "windtunnel is not built"), .timeLimit(.minutes(5)))
struct Exec {
    private static let guide: String = {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        return "/\(root)/fixtures/guide/guide.sh"
    }()

    @Test(arguments: ["instant", "realistic"])
    func `the guide runs from beginning to end on its first run`(profile: String) async throws {
        try await TemporaryFolder.with { folder in
            let ended = try await Program.run(
                ["exec", "--profile", profile, "--", "bash", Self.guide], in: folder)
            #expect(ended.code == 0, "\(ended.errors)")
            let replies = try ended.output.split(separator: "\n").map { try JSON(parsing: String($0)) }
            #expect(replies.map { $0["id"] } == [0, 1, 2])
            #expect(replies.last?["result"]?["content"]?[0]?["text"] == "[DIR] lost+found")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/tmp") == [])
        }
    }

    @Test(
        arguments: [
            ("exit 0", 0), ("exit 7", 7), ("kill -9 $$", 137), ("kill -TERM $$", 143),
        ] as [(String, Int32)])
    func `it ends as its command ends`(script: String, code: Int32) async throws {
        try await TemporaryFolder.with { folder in
            let ended = try await Program.run(["exec", "--", "sh", "-c", script], in: folder)
            #expect(ended.code == code)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["tmp"])
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/tmp") == [])
        }
    }

    @Test(arguments: [(["no-such-command-here"], 127), (["/etc/passwd"], 126), ([], 2)] as [([String], Int32)])
    func `a command that cannot be run has a shell's code`(command: [String], code: Int32) async throws {
        try await TemporaryFolder.with { folder in
            let ended = try await Program.run(["exec", "--"] + command, in: folder)
            #expect(ended.code == code)
            #expect(ended.output == "")
            #expect(ended.errors.isEmpty == false)
        }
    }

    @Test func `where tokens are checked the command is given one that is known`() async throws {
        try await TemporaryFolder.with { folder in
            let file = folder + "/tokens.json"
            let tokens = #"{"tokens":[{"token":"t","user":"u","org":"personal","access":"write"}]}"#
            #expect(
                FileManager.default.createFile(
                    atPath: file, contents: Data(tokens.utf8), attributes: [.posixPermissions: 0o600]))
            let script =
                #"curl -sS -o /dev/null -w '%{http_code} ' "$WINDTUNNEL_URL/v1/tokens/current"; "#
                + #"curl -sS -o /dev/null -w '%{http_code}' -H "Authorization: Bearer $FLY_API_TOKEN" "#
                + #""$WINDTUNNEL_URL/v1/tokens/current""#
            let ended = try await Program.run(
                ["exec", "--auth", "strict", "--tokens", file, "--", "sh", "-c", script], in: folder)
            #expect(ended.code == 0, "\(ended.errors)")
            #expect(ended.output == "401 200")
        }
    }

    @Test func `its emulator is private and gone afterwards`() async throws {
        try await TemporaryFolder.with { folder in
            let script = #"curl -sS "$WINDTUNNEL_URL/_windtunnel/health"; echo; echo "$WINDTUNNEL_URL""#
            let ended = try await Program.run(["exec", "--", "sh", "-c", script], in: folder)
            #expect(ended.code == 0, "\(ended.errors)")
            let lines = ended.output.split(separator: "\n").map(String.init)
            #expect(try JSON(parsing: #require(lines.first))["status"] == "ok")
            let port = try #require(lines.last?.split(separator: ":").last.flatMap { Int($0) })
            let after = try await Program.run(
                ["healthcheck", "--url", "http://127.0.0.1:\(port)"], in: folder)
            #expect(after.code == 3)
        }
    }

    @Test(arguments: [SIGTERM, SIGINT, SIGHUP])
    func `a signal is passed on, and the command decides`(signal: Int32) async throws {
        try await TemporaryFolder.with { folder in
            let script = #"trap 'kill $child; echo told; exit 3' TERM INT HUP; sleep 60 & child=$!; echo "ready"; wait"#
            let (_, ended) = try await Program.run(
                ["exec", "--", "sh", "-c", script], in: folder, until: "ready"
            ) { $0.send(signal) }
            #expect(ended.code == 3)
            #expect(ended.output.contains("told"))
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/tmp") == [])
        }
    }

    // MARK: - The forward proxy

    @Test(arguments: ["https://api.machines.dev", "http://api.machines.dev", "https://api.fly.io"])
    func `curl reaches the real names through the proxy, with the authority`(url: String) async throws {
        try await TemporaryFolder.with { folder in
            let ended = try await Program.run(
                ["exec", "--", "curl", "-sS", url + "/v1/apps?org_slug=personal"], in: folder)
            #expect(ended.code == 0, "\(ended.errors)")
            #expect(ended.output == #"{"total_apps":0,"apps":[]}"#)
        }
    }

    @Test(arguments: ["https://example.com/", "https://api.machines.dev.example.com/"])
    func `every other host is refused`(url: String) async throws {
        try await TemporaryFolder.with { folder in
            let ended = try await Program.run(
                ["exec", "--", "curl", "-sS", "-w", "%{http_connect}", url], in: folder)
            #expect(ended.code == 56)
            #expect(ended.output == "403")
        }
    }

    @Test func `every other host is refused over plain http too, with a text`() async throws {
        try await TemporaryFolder.with { folder in
            let ended = try await Program.run(
                ["exec", "--", "curl", "-sS", "-w", "%{http_code}", "http://example.com/"], in: folder)
            #expect(ended.output.contains("windtunnel is offline"))
            #expect(ended.output.hasSuffix("403"))
        }
    }

    @Test func `the certificate is the authority's, not anybody's`() async throws {
        try await TemporaryFolder.with { folder in
            let ended = try await Program.run(
                ["exec", "--", "sh", "-c", "unset CURL_CA_BUNDLE SSL_CERT_FILE; curl -sS https://api.machines.dev/"],
                in: folder)
            #expect(ended.code == 60)
        }
    }

    @Test func `env points a shell at a server that runs`() async throws {
        try await TemporaryFolder.with { folder in
            _ = try await Server.with(["--data", folder + "/.windtunnel"], in: folder) { _, client in
                _ = try await client.send(.post, "/v1/apps", ["app_name": "demo", "org_slug": "personal"])
                let env = try await Program.run(
                    ["env", "--port-file", Server.portFile(in: folder)], in: folder)
                #expect(env.code == 0, "\(env.errors)")
                let script = env.output + #"curl -sS "$FLY_API_HOSTNAME/v1/apps/demo""#
                try Data(script.utf8).write(to: URL(filePath: folder + "/script.sh"))
                let ended = try await Program.run(["exec", "--", "sh", folder + "/script.sh"], in: folder)
                #expect(try JSON(parsing: ended.output)["name"] == "demo", "\(ended.errors)")
            }
        }
    }
}
