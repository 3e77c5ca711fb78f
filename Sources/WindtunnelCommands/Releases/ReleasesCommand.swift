import ArgumentParser
import FlyClient
import FlyWire

/// `windtunnel releases`
struct ReleasesCommand: WindtunnelCommand {
    static let configuration = CommandConfiguration(
        commandName: "releases", abstract: "List an app's releases, newest first.")

    @Argument(help: "The app's name.")
    var app: String

    @Option(help: "How many at most.")
    var limit: Int?

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    mutating func validate() throws {
        if let limit, limit < 1 { throw ValidationError("--limit must be at least 1.") }
    }

    func run(_ context: CommandContext) async throws {
        let releases = try await context.withClient(connection) { try await $0.releases(app: app, limit: limit) }
        context.render(Listing(releases), as: output)
    }
}
