import ArgumentParser
import FlyClient

/// `windtunnel world list`
struct WorldList: WindtunnelCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the worlds.", aliases: ["ls"])

    @OptionGroup var control: ControlOptions

    func run(_ context: CommandContext) async throws {
        let worlds = try await control.withClient(in: context) { try await $0.worlds() }
        context.render(Listing(worlds), as: control.output)
    }
}
