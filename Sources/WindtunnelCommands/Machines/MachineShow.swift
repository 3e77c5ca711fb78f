import ArgumentParser
import FlyClient

/// `windtunnel machines show`
struct MachineShow: WindtunnelCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show a machine.")

    @Argument(help: "The app's name.")
    var app: String

    @Argument(help: "The machine's id.")
    var id: String

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run(_ context: CommandContext) async throws {
        let machine = try await context.withClient(connection) { try await $0.machine(app: app, id: id) }
        context.render(Details(machine), as: output)
    }
}
