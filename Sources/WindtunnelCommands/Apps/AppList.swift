import ArgumentParser
import FlyClient

/// `windtunnel apps list`
struct AppList: WindtunnelCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List an organization's apps.", aliases: ["ls"])

    @Option(help: "The organization's slug.")
    var org = "personal"

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run(_ context: CommandContext) async throws {
        let apps = try await context.withClient(connection) { try await $0.apps(org: org) }
        context.render(Listing(apps), as: output)
    }
}
