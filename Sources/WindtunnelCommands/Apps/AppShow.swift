import ArgumentParser
import FlyClient

/// `windtunnel apps show`
struct AppShow: WindtunnelCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show an app.")

    @Argument(help: "The app's name.")
    var name: String

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run(_ context: CommandContext) async throws {
        let app = try await context.withClient(connection) { try await $0.app(name) }
        context.render(Details(app), as: output)
    }
}
