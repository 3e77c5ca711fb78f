import FlyClient
import FoundationEssentials
import OrderedJSON
import Windtunnel

/// What a command may know of the outside: the environment, the folder it was called in, the terminal.
///
/// Commands get it as a parameter, so a test can run any of them in process.
struct CommandContext: Sendable {
    let environment: [String: String]
    /// The working folder, against which relative paths are read.
    let folder: String
    let terminal: Terminal
    /// Begins to catch SIGINT and SIGTERM.
    /// - Returns: what waits for the first of them, or for the task's cancellation.
    let catchSignals: @Sendable () throws -> @Sendable () async -> Void

    /// The context of this process.
    static func process() -> CommandContext {
        CommandContext(
            environment: ProcessInfo.processInfo.environment,
            folder: FileManager.default.currentDirectoryPath,
            terminal: .standard,
            catchSignals: {
                let signals = try Signals()
                return { await signals.untilSignal() }
            }
        )
    }

    /// Shows an answer: a table for people, the service's documents for programs.
    func render(_ value: some Presentable, as output: OutputOptions) {
        terminal.out((output.json ? value.document.prettyText : value.text) + "\n")
    }

    /// Says that something without an answer was done: a sentence for people, `document` for programs.
    func confirm(_ sentence: String, _ document: JSON = ["ok": true], as output: OutputOptions) {
        if output.json {
            terminal.out(document.prettyText + "\n")
        } else {
            say(sentence)
        }
    }

    /// Says something that is no data.
    func say(_ text: String) {
        terminal.err(text + "\n")
    }

    /// Runs `body` with a client of the target that the options name.
    func withClient<Result: Sendable>(
        _ options: ConnectionOptions, _ body: (FlyClient) async throws -> Result
    ) async throws -> Result {
        let connection = try options.connection(in: self)
        return try await HTTPTransport.withTransport(environment: environment) { transport in
            try await body(connection.client(over: transport))
        }
    }

    /// A path as seen from the working folder.
    func path(_ path: String) -> String {
        path.hasPrefix("/") ? path : folder + "/" + path
    }

    /// Reads a whole file.
    /// - Returns: nil when there is none.
    func contents(of path: String) throws(CommandFailure) -> [UInt8]? {
        let full = self.path(path)
        guard FileManager.default.fileExists(atPath: full) else { return nil }
        guard let data = FileManager.default.contents(atPath: full) else {
            throw .usage("cannot read \(path)")
        }
        return Array(data)
    }

    /// Reads a file that holds one JSON document.
    func document(in path: String) throws(CommandFailure) -> JSON {
        guard let bytes = try contents(of: path) else { throw .usage("\(path): no such file") }
        do {
            return try JSON(parsing: bytes)
        } catch {
            throw .usage("\(path): \(error)")
        }
    }
}
