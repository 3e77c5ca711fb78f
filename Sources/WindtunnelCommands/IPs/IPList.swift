import ArgumentParser
import FlyClient

/// `windtunnel ips list`
struct IPList: WindtunnelCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List an app's addresses.", aliases: ["ls"])

    @Argument(help: "The app's name.")
    var app: String

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run(_ context: CommandContext) async throws {
        let addresses = try await context.withClient(connection) { try await $0.ips(app: app) }
        context.render(Listing(addresses), as: output)
    }
}
