import ArgumentParser
import FlyClient

/// `windtunnel clock show`
struct ClockShow: WindtunnelCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show a world's clock.")

    @OptionGroup var control: ControlOptions

    func run(_ context: CommandContext) async throws {
        let clock = try await control.withClient(in: context) { try await $0.clock() }
        context.render(Details(clock), as: control.output)
    }
}
