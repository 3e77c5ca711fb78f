import ArgumentParser
import FlyClient

/// `windtunnel clock step`
struct ClockStep: WindtunnelCommand {
    static let configuration = CommandConfiguration(
        commandName: "step", abstract: "Complete the next pending transition.")

    @OptionGroup var control: ControlOptions

    func run(_ context: CommandContext) async throws {
        let advance = try await control.withClient(in: context) { try await $0.stepClock() }
        context.render(advance, as: control.output)
    }
}
