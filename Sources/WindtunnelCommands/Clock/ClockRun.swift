import ArgumentParser
import FlyClient
import OrderedJSON

/// `windtunnel clock run`
struct ClockRun: WindtunnelCommand {
    static let configuration = CommandConfiguration(commandName: "run", abstract: "Let a world's clock run.")

    @OptionGroup var control: ControlOptions

    func run(_ context: CommandContext) async throws {
        let clock = try await control.withClient(in: context) { try await $0.setClock(["mode": "running"]) }
        context.render(Details(clock), as: control.output)
    }
}
