import FoundationEssentials
import GRDB
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
struct Serving {
    @Test func `the port file appears whole, names live listeners, and goes with the server`() async throws {
        try await TemporaryFolder.with { folder in
            let file = Server.portFile(in: folder)
            let watcher = Task {
                // Whoever sees the file at any moment sees all of it.
                while !Task.isCancelled {
                    if let text = try? String(contentsOfFile: file, encoding: .utf8) {
                        return (try? JSON(parsing: text))?.objectValue?.keys ?? ["half a file: \(text)"]
                    }
                    await Task.yield()
                }
                return []
            }
            let (_, ended) = try await Server.with(["--in-memory"], in: folder) { server, client in
                #expect(await watcher.value == ["http", "https", "proxy", "pid", "ca"])
                #expect(Set([server.http, server.https, server.proxy]).count == 3)
                let health = try await client.send(.get, "/_windtunnel/health")
                #expect(health.code == 200)
                #expect(FileManager.default.fileExists(atPath: server.authority))
            }
            #expect(ended.code == 0)
            #expect(!FileManager.default.fileExists(atPath: file))
        }
    }

    @Test func `in memory nothing is written and nothing is left`() async throws {
        try await TemporaryFolder.with { folder in
            _ = try await Server.with(["--in-memory"], in: folder) { _, client in
                _ = try await client.send(.post, "/v1/apps", ["app_name": "demo", "org_slug": "personal"])
                _ = try await client.send(.post, "/v1/apps/demo/machines", ["config": ["image": "demo"]])
                let entries = try FileManager.default.contentsOfDirectory(atPath: folder)
                #expect(entries.sorted() == ["ports.json", "tmp"])
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["tmp"])
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/tmp") == [])
        }
    }

    @Test func `SIGTERM ends a held wait and an open stream, in under two seconds and with code 0`() async throws {
        try await TemporaryFolder.with { folder in
            let data = folder + "/data"
            let (_, ended) = try await Server.with(["--data", data], in: folder) { server, client in
                let app = "/v1/apps/demo"
                _ = try await client.send(.post, "/v1/apps", ["app_name": "demo", "org_slug": "personal"])
                _ = try await client.send(.post, app + "/volumes", ["name": "data", "region": "iad"])
                let machine = try await client.send(.post, app + "/machines", ["config": TestConfig.wrap()]).json
                let id = try #require(machine["id"]?.stringValue)
                let wait = Task { try await client.send(.get, "\(app)/machines/\(id)/wait?state=stopped") }
                try await client.stream("/", host: "demo.fly.dev") { stream in
                    #expect(stream.code == 200)
                    let ending = try await server.program.end(with: SIGTERM, data: data)
                    #expect(ending < .seconds(2))
                    // Ended or cut off: either way it is over.
                    let line = try? await stream.line()
                    #expect(line == nil)
                    if let answer = try? await wait.value { #expect(answer.code == 503) }
                }
            }
            #expect(ended.code == 0)
        }
    }

    @Test(arguments: [SIGINT, SIGTERM]) func `either signal ends an idle server well`(signal: Int32) async throws {
        try await TemporaryFolder.with { folder in
            let data = folder + "/data"
            let (ending, ended) = try await Server.with(["--data", data], in: folder) { server, _ in
                try await server.program.end(with: signal, data: data)
            }
            #expect(ended.code == 0)
            #expect(ending < .seconds(2))
        }
    }

    @Test(arguments: ["running", "frozen"])
    func `a server killed in mid start goes on where it was`(mode: String) async throws {
        try await TemporaryFolder.with { folder in
            let options = ["--data", folder + "/data", "--profile", "realistic"]
            let (path, killed) = try await Server.with(options, in: folder) { server, client in
                _ = try await client.send(.post, "/v1/apps", ["app_name": "demo", "org_slug": "personal"])
                _ = try await client.send(.post, "/v1/apps/demo/volumes", ["name": "data", "region": "iad"])
                _ = try await client.send(.patch, "/_windtunnel/clock", ["mode": "frozen"])
                let made = try await client.send(
                    .post, "/v1/apps/demo/machines", ["skip_launch": true, "config": TestConfig.wrap()]
                ).json
                let path = "/v1/apps/demo/machines/\(made["id"]?.stringValue ?? "")"
                _ = try await client.send(.post, "/_windtunnel/clock/advance", ["until": "idle"])
                _ = try await client.send(.patch, "/_windtunnel/clock", ["mode": .string(mode)])
                #expect(try await client.send(.post, path + "/start").code == 200)
                server.program.send(SIGKILL)
                return path
            }
            #expect(killed.code == 128 + SIGKILL)
            let (_, ended) = try await Server.with(options, in: folder) { _, client in
                let volumes = try await client.send(.get, "/v1/apps/demo/volumes").json
                #expect(volumes[0]?["name"] == "data")
                if mode == "frozen" {
                    #expect(try await client.send(.get, path).json["state"] == "starting")
                    _ = try await client.send(.post, "/_windtunnel/clock/advance", ["until": "idle"])
                }
                let reached = try await client.send(.get, path + "/wait?state=started&timeout=30")
                #expect(reached.code == 200, "\(reached.text)")
                let events = try await client.send(.get, path + "/events").json.arrayValue ?? []
                #expect(events.compactMap { $0["type"]?.stringValue } == ["start", "start", "launch", "launch"])
            }
            #expect(ended.code == 0)
        }
    }

    // MARK: - What keeps it from starting

    /// One line on standard error that says why, and code 2.
    private static func expectRefusal(
        _ ended: Program.Ended,
        _ words: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(ended.code == 2, sourceLocation: sourceLocation)
        #expect(ended.output == "", sourceLocation: sourceLocation)
        #expect(ended.errors.hasPrefix("windtunnel: "), sourceLocation: sourceLocation)
        #expect(ended.errors.split(separator: "\n").count == 1, "\(ended.errors)", sourceLocation: sourceLocation)
        #expect(ended.errors.contains(words), "\(ended.errors)", sourceLocation: sourceLocation)
    }

    @Test(arguments: ["--port", "--tls-port", "--proxy-port"])
    func `a port in use`(option: String) async throws {
        try await TemporaryFolder.with { folder in
            _ = try await Server.with(["--in-memory"], in: folder) { server, _ in
                let second = folder + "/second"
                try FileManager.default.createDirectory(atPath: second, withIntermediateDirectories: true)
                var ports = ["--port": "0", "--tls-port": "0", "--proxy-port": "0"]
                ports[option] = "\(server.http)"
                let ended = try await Program.run(
                    ["serve", "--in-memory"] + ports.flatMap { [$0.key, $0.value] }, in: second)
                Self.expectRefusal(ended, "cannot listen on 127.0.0.1:\(server.http): the port is in use")
                #expect(try FileManager.default.contentsOfDirectory(atPath: second + "/tmp") == [])
            }
        }
    }

    @Test func `a folder that is somebody else's, which is left as it was`() async throws {
        try await TemporaryFolder.with { folder in
            let foreign = folder + "/photos"
            try FileManager.default.createDirectory(atPath: foreign, withIntermediateDirectories: true)
            try Data("x".utf8).write(to: URL(filePath: foreign + "/me.jpg"))
            let ended = try await Program.run(Server.arguments(["--data", foreign], in: folder), in: folder)
            Self.expectRefusal(ended, "me.jpg")
            #expect(try FileManager.default.contentsOfDirectory(atPath: foreign) == ["me.jpg"])
        }
    }

    @Test(arguments: ["/proc/windtunnel", "FOLDER/file", "FOLDER/file/below"])
    func `a folder that cannot be written`(path: String) async throws {
        try await TemporaryFolder.with { folder in
            try Data("x".utf8).write(to: URL(filePath: folder + "/file"))
            let data = path.replacing("FOLDER", with: folder)
            let ended = try await Program.run(Server.arguments(["--data", data], in: folder), in: folder)
            Self.expectRefusal(ended, data)
        }
    }

    @Test func `a folder that another process has`() async throws {
        try await TemporaryFolder.with { folder in
            let data = folder + "/data"
            let (_, first) = try await Server.with(["--data", data], in: folder) { _, client in
                let ended = try await Program.run(
                    ["serve", "--port", "0", "--tls-port", "0", "--proxy-port", "0", "--data", data], in: folder)
                Self.expectRefusal(ended, "another windtunnel runs on the data folder")
                #expect(try await client.send(.get, "/_windtunnel/health").code == 200)
                #expect(FileManager.default.fileExists(atPath: Server.portFile(in: folder)))
            }
            #expect(first.code == 0)
        }
    }

    @Test func `a database from a newer version`() async throws {
        try await TemporaryFolder.with { folder in
            let data = folder + "/data"
            _ = try await Server.with(["--data", data], in: folder) { _, client in
                _ = try await client.send(.get, "/v1/apps?org_slug=personal")
            }
            let database = try DatabaseQueue(path: data + "/worlds/default/world.sqlite")
            try await database.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('from the future')") }
            try database.close()
            let ended = try await Program.run(Server.arguments(["--data", data], in: folder), in: folder)
            Self.expectRefusal(ended, "newer version")
        }
    }

    @Test func `a profile that is none, a host that others can reach, and tokens that are not there`() async throws {
        try await TemporaryFolder.with { folder in
            for (options, words) in [
                (["--profile", "warp"], "warp"), (["--host", "0.0.0.0"], "--allow-remote"),
                (["--auth", "strict"], "--tokens FILE"),
                (["--auth", "strict", "--tokens", "/nonexistent"], "cannot read the tokens file /nonexistent"),
            ] {
                let ended = try await Program.run(
                    Server.arguments(["--in-memory"] + options, in: folder), in: folder)
                Self.expectRefusal(ended, words)
            }
        }
    }
}
