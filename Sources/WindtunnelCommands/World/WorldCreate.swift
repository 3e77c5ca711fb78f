import ArgumentParser
import FlyClient

/// `windtunnel world create`
struct WorldCreate: WindtunnelCommand {
    static let configuration = CommandConfiguration(commandName: "create", abstract: "Make an empty world.")

    @Argument(help: "The world's name.")
    var name: String

    @Option(help: "Where its randomness begins.")
    var seed: UInt64?

    @Option(help: "Its delays: instant or realistic.")
    var profile: String?

    @OptionGroup var control: ControlOptions

    func run(_ context: CommandContext) async throws {
        let made = try await control.withClient(in: context) { client in
            try await client.createWorld(name, seed: seed, profile: profile)
        }
        context.confirm("made world \(name)", made, as: control.output)
    }
}
