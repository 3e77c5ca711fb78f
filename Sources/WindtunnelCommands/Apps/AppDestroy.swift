import ArgumentParser
import FlyClient

/// `windtunnel apps destroy`
struct AppDestroy: WindtunnelCommand {
    static let configuration = CommandConfiguration(
        commandName: "destroy", abstract: "Destroy an app with its machines, volumes and addresses.")

    @Argument(help: "The app's name.")
    var name: String

    @Flag(help: "Stop its machines first.")
    var force = false

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run(_ context: CommandContext) async throws {
        try await context.withClient(connection) { try await $0.destroyApp(name, force: force) }
        context.confirm("destroyed app \(name)", as: output)
    }
}
