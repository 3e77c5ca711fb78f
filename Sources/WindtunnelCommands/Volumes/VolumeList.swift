import ArgumentParser
import FlyClient

/// `windtunnel volumes list`
struct VolumeList: WindtunnelCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List an app's volumes.", aliases: ["ls"])

    @Argument(help: "The app's name.")
    var app: String

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run(_ context: CommandContext) async throws {
        let volumes = try await context.withClient(connection) { try await $0.volumes(app: app) }
        context.render(Listing(volumes), as: output)
    }
}
