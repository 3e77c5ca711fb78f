import ArgumentParser
import FlyClient

/// `windtunnel apps create`
struct AppCreate: WindtunnelCommand {
    static let configuration = CommandConfiguration(commandName: "create", abstract: "Create an app.")

    @Argument(help: "The app's name: lower-case letters, digits and dashes.")
    var name: String

    @Option(help: "The organization's slug.")
    var org = "personal"

    @Option(help: "A private network of its own.")
    var network: String?

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run(_ context: CommandContext) async throws {
        let app = try await context.withClient(connection) { client in
            try await client.createApp(name: name, org: org, network: network)
        }
        context.render(Details(app), as: output)
    }
}
