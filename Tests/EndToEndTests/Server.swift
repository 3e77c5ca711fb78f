import FoundationEssentials
import OrderedJSON
import WindtunnelTestSupport

/// `windtunnel serve` on free ports.
struct Server: Sendable {
    let program: RunningProgram
    let http: Int
    let https: Int
    let proxy: Int
    let authority: String

    /// What it says, and where it writes, once all listeners accept.
    static let greeting = "Windtunnel is up"
    static func portFile(in folder: String) -> String { folder + "/ports.json" }

    static func arguments(_ options: [String], in folder: String) -> [String] {
        [
            "serve", "--port", "0", "--tls-port", "0", "--proxy-port", "0", "--port-file", portFile(in: folder),
            "--log-level", "error",
        ] + options
    }

    /// Runs `body` beside a server, which is then told to end.
    static func with<Result: Sendable>(
        _ options: [String],
        in folder: String,
        _ body: (Server, LiveClient) async throws -> Result
    ) async throws -> (result: Result, ended: Program.Ended) {
        try await Program.run(arguments(options, in: folder), in: folder, until: greeting) { program in
            let server = try Server(program, portFile: portFile(in: folder))
            return try await LiveClient.with(port: server.http) { try await body(server, $0) }
        }
    }

    private init(_ program: RunningProgram, portFile: String) throws {
        let document = try JSON(parsing: String(contentsOfFile: portFile, encoding: .utf8))
        guard let http = document["http"]?.intValue, let https = document["https"]?.intValue,
            let proxy = document["proxy"]?.intValue, let authority = document["ca"]?.stringValue,
            document["pid"]?.intValue == Int(program.pid)
        else { throw TestSupportError("no port file of this server: \(document.text)") }
        self.program = program
        self.http = http
        self.https = https
        self.proxy = proxy
        self.authority = authority
    }
}
