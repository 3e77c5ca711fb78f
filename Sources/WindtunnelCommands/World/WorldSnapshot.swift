import ArgumentParser
import FlyClient

/// `windtunnel world snapshot`
struct WorldSnapshot: WindtunnelCommand {
    static let configuration = CommandConfiguration(commandName: "snapshot", abstract: "Keep a world as it is now.")

    @Argument(help: "The world's name.")
    var name: String

    @Argument(help: "The snapshot's name.")
    var snapshot: String

    @OptionGroup var control: ControlOptions

    func run(_ context: CommandContext) async throws {
        let made = try await control.withClient(in: context) { client in
            try await client.snapshotWorld(name, as: snapshot)
        }
        context.confirm("kept world \(name) as \(snapshot)", made, as: control.output)
    }
}
