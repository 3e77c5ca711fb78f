import ArgumentParser
import FlyClient

/// `windtunnel machines events`
struct MachineEvents: WindtunnelCommand {
    static let configuration = CommandConfiguration(
        commandName: "events", abstract: "Show a machine's history, newest first.")

    @Argument(help: "The app's name.")
    var app: String

    @Argument(help: "The machine's id.")
    var id: String

    @Option(help: "How many, at most 50.")
    var limit: Int?

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run(_ context: CommandContext) async throws {
        let events = try await context.withClient(connection) { try await $0.events(app: app, id: id, limit: limit) }
        context.render(Listing(events), as: output)
    }
}
