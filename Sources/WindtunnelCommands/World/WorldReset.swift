import ArgumentParser
import FlyClient

/// `windtunnel world reset`
struct WorldReset: WindtunnelCommand {
    static let configuration = CommandConfiguration(commandName: "reset", abstract: "Empty a world.")

    @Argument(help: "The world's name.")
    var name: String

    @OptionGroup var control: ControlOptions

    func run(_ context: CommandContext) async throws {
        try await control.withClient(in: context) { try await $0.resetWorld(name) }
        context.confirm("emptied world \(name)", as: control.output)
    }
}
