import ArgumentParser
import FlyClient

/// `windtunnel regions list`
struct RegionList: WindtunnelCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the platform's regions.", aliases: ["ls"])

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run(_ context: CommandContext) async throws {
        let regions = try await context.withClient(connection) { try await $0.regions() }
        context.render(Listing(regions), as: output)
    }
}
