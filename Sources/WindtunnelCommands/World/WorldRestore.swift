import ArgumentParser
import FlyClient

/// `windtunnel world restore`
struct WorldRestore: WindtunnelCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Put a world back to a snapshot of it.")

    @Argument(help: "The world's name.")
    var name: String

    @Argument(help: "The snapshot's name.")
    var snapshot: String

    @OptionGroup var control: ControlOptions

    func run(_ context: CommandContext) async throws {
        try await control.withClient(in: context) { try await $0.restoreWorld(name, from: snapshot) }
        context.confirm("restored world \(name) from \(snapshot)", as: control.output)
    }
}
