import ArgumentParser
import FlyClient

/// `windtunnel ips release`
struct IPRelease: WindtunnelCommand {
    static let configuration = CommandConfiguration(commandName: "release", abstract: "Give an address back.")

    @Argument(help: "The app's name.")
    var app: String

    @Argument(help: "The address.")
    var address: String

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run(_ context: CommandContext) async throws {
        try await context.withClient(connection) { try await $0.releaseIP(app: app, address: address) }
        context.confirm("released \(address)", as: output)
    }
}
