import ArgumentParser
import FlyClient

/// `windtunnel world delete`
struct WorldDelete: WindtunnelCommand {
    static let configuration = CommandConfiguration(commandName: "delete", abstract: "Delete a world.")

    @Argument(help: "The world's name.")
    var name: String

    @OptionGroup var control: ControlOptions

    func run(_ context: CommandContext) async throws {
        try await control.withClient(in: context) { try await $0.deleteWorld(name) }
        context.confirm("deleted world \(name)", as: control.output)
    }
}
