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

/// The program records what another one, the service, answers.
@Suite(.enabled(if: Program.isBuilt, "windtunnel is not built"), .timeLimit(.minutes(1)))
struct Recording {
    private static let stream = "GET / HTTP/1.1\r\nHost: demo.fly.dev\r\n\r\n"
    private static let events = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: one\n\n"

    /// Runs `body` with a folder and the port of an emulator that stands for the service.
    private static func withService(_ body: @Sendable (_ folder: String, _ port: Int) async throws -> Void) async throws
    {
        try await TemporaryFolder.with { folder in
            let home = folder + "/service"
            try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
            let ended = try await Server.with(["--in-memory"], in: home) { server, _ in
                try await body(folder, server.http)
            }
            #expect(ended.ended.code == 0)
        }
    }

    private static func options(_ folder: String, _ port: Int) -> [String] {
        ["--in-memory", "--record", folder + "/r.har", "--upstream", "http://127.0.0.1:\(port)"]
    }

    private static func entries(_ folder: String) throws -> [JSON] {
        let text = try String(contentsOfFile: folder + "/r.har", encoding: .utf8)
        return try JSON(parsing: text)["log"]?["entries"]?.arrayValue ?? []
    }

    @Test func `exec records the guide, through the proxy, by the service's own names`() async throws {
        try await Self.withService { folder, port in
            let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
            let guide = ["--", "bash", "/\(root)/fixtures/guide/guide.sh"]
            let arguments = ["exec"] + Self.options(folder, port).dropFirst()
            let ended = try await Program.run(arguments + guide, in: folder)
            #expect(ended.code == 0, "\(ended.errors)")
            let all = try Self.entries(folder)
            let app = try #require(all[0]["request"]?["postData"]?["_windtunnel"]?["json"]?["app_name"]?.stringValue)
            #expect(
                all.map { "\($0["request"]?["method"]?.stringValue ?? "") \($0["request"]?["url"]?.stringValue ?? "")" }
                    == [
                        "POST https://api.machines.dev/v1/apps", "POST https://api.fly.io/graphql",
                        "POST https://api.fly.io/graphql", "POST https://api.machines.dev/v1/apps/\(app)/volumes",
                        "POST https://api.machines.dev/v1/apps/\(app)/machines", "POST https://\(app).fly.dev/",
                        "GET https://\(app).fly.dev/",
                    ])
            #expect(all[6]["response"]?["content"]?["_windtunnel"]?["stream"]?.arrayValue?.isEmpty == false)
            let attributes = try FileManager.default.attributesOfItem(atPath: folder + "/r.har")
            #expect(attributes[.posixPermissions] as? Int == 0o600)
        }
    }

    @Test func `killed in the middle, it has lost the exchange under way and no other`() async throws {
        try await TemporaryFolder.with { folder in
            try await PeerServer.with { service in
                let (_, ended) = try await Server.with(Self.options(folder, service.port), in: folder) {
                    server, client in
                    for number in 1...3 {
                        async let answer = client.send(.get, "/\(number)", host: "demo.fly.dev")
                        let peer = try await service.accept()
                        _ = await peer.read(until: "\r\n\r\n")
                        try await peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
                        #expect(try await answer.code == 200)
                    }
                    let client = try await Peer.connect(port: server.http)
                    try await client.send(Self.stream)
                    let peer = try await service.accept()
                    _ = await peer.read(until: "\r\n\r\n")
                    try await peer.send(Self.events)
                    _ = await client.read(until: "data: one\n\n")
                    server.program.send(SIGKILL)
                    _ = await client.readToEnd()
                }
                #expect(ended.code == 128 + SIGKILL)
                #expect(try Self.entries(folder).map { $0["response"]?["status"] } == [200, 200, 200])
            }
        }
    }

    @Test func `told to end, it writes the streams under way`() async throws {
        try await TemporaryFolder.with { folder in
            try await PeerServer.with { service in
                let (_, ended) = try await Server.with(Self.options(folder, service.port), in: folder) { server, _ in
                    let client = try await Peer.connect(port: server.http)
                    try await client.send(Self.stream)
                    let peer = try await service.accept()
                    _ = await peer.read(until: "\r\n\r\n")
                    try await peer.send(Self.events)
                    _ = await client.read(until: "data: one\n\n")
                    server.program.send(SIGTERM)
                    _ = await client.readToEnd()
                }
                #expect(ended.code == 0, "\(ended.output)")
                let all = try Self.entries(folder)
                #expect(all.map { $0["comment"] } == ["The recording was ended before the answer."])
                #expect(all[0]["response"]?["content"]?["text"] == "data: one\n\n")
            }
        }
    }

    @Test func `what looks like a secret stops it, and it ends with 1`() async throws {
        try await TemporaryFolder.with { folder in
            try await PeerServer.with { service in
                let (_, ended) = try await Server.with(Self.options(folder, service.port), in: folder) { _, client in
                    async let answer = client.send(.get, "/", host: "demo.fly.dev")
                    let peer = try await service.accept()
                    _ = await peer.read(until: "\r\n\r\n")
                    let body = #"{"note":"q8Zt3LmX0pWv7RkY2sBn5HdJ9fGc4TaE"}"#
                    try await peer.send(
                        "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n\(body)")
                    #expect(try await answer.code == 200)
                    #expect(try await client.send(.get, "/", host: "demo.fly.dev").code == 503)
                }
                #expect(ended.code == 1)
                let line =
                    "\(folder)/r.har: stopped recording before entry 1, a GET to demo.fly.dev: "
                    + "response.body $.note: looks like a secret"
                #expect(ended.output.hasSuffix("windtunnel: \(line)\n") || ended.output.hasSuffix("\(line)\n"))
                #expect(ended.output.split(separator: line, omittingEmptySubsequences: false).count == 3)
                #expect(try Self.entries(folder).isEmpty)
            }
        }
    }

    @Test(arguments: [
        (["--record"], "--record needs --upstream URL"),
        (["--upstream", "http://127.0.0.1:1", "--record"], "entry 1 is damaged: no JSON at byte"),
    ])
    func `it does not start with half of its settings, nor on a damaged file`(
        options: [String], words: String
    )
        async throws
    {
        try await TemporaryFolder.with { folder in
            let path = folder + "/damaged.har"
            try #"{"log":{"version":"1.2","entries":[{"startedDateTime": oops}]}}"#.write(
                toFile: path, atomically: true, encoding: .utf8)
            let ended = try await Program.run(
                Server.arguments(["--in-memory"] + options + [path], in: folder), in: folder)
            #expect(ended.code == 2)
            #expect(ended.output == "")
            #expect(ended.errors.contains(words), "\(ended.errors)")
            #expect(ended.errors.split(separator: "\n").count == 1, "\(ended.errors)")
            if words.hasPrefix("entry") { #expect(ended.errors.contains("\(path): ")) }
        }
    }
}
