import ArgumentParser
import FlyClient
import FlyWire
import OrderedJSON

/// `windtunnel logs`
struct LogsCommand: WindtunnelCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs", abstract: "Show what an app's machines and those around them say.",
        discussion: """
            Shows the newest lines, oldest first; with --follow also what is said from then on, until interrupted.
            With --json each line is the service's document of it.
            """
    )

    /// How long nothing is asked after nothing was new.
    private static let pause = Duration.milliseconds(500)

    @Argument(help: "The app's name.")
    var app: String

    @Flag(name: [.short, .long], help: "Go on with what is said next.")
    var follow = false

    @Option(help: ArgumentHelp("Only the lines of this machine.", valueName: "id"))
    var instance: String?

    @Option(help: ArgumentHelp("Only the lines from this region.", valueName: "code"))
    var region: String?

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run(_ context: CommandContext) async throws {
        try await context.withClient(connection) { client in
            var token: String?
            repeat {
                let page = try await client.logs(app: app, after: token, instance: instance, region: region)
                for entry in page.entries { context.terminal.out(line(entry) + "\n") }
                token = page.nextToken ?? token
                if follow, page.entries.isEmpty { try await Pause.lasting(Self.pause) }
            } while follow
        }
    }

    private func line(_ entry: LogEntry) -> String {
        if output.json { return entry.document.text }
        let source = "\(entry.provider ?? "app")[\(entry.instance ?? "")]"
        return [entry.timestamp, source, entry.region ?? "", "[\(entry.level ?? "")]", entry.message]
            .map(\.onOneLine).joined(separator: " ")
    }
}
