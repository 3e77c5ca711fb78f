import ArgumentParser
import FlyClient

/// `windtunnel world fork`
struct WorldFork: WindtunnelCommand {
    static let configuration = CommandConfiguration(commandName: "fork", abstract: "Copy a world as it is now.")

    @Argument(help: "The world's name.")
    var name: String

    @Argument(help: "The copy's name.")
    var copy: String

    @OptionGroup var control: ControlOptions

    func run(_ context: CommandContext) async throws {
        let made = try await control.withClient(in: context) { try await $0.forkWorld(name, as: copy) }
        context.confirm("copied world \(name) to \(copy)", made, as: control.output)
    }
}
