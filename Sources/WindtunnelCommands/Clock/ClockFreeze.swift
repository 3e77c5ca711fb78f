import ArgumentParser
import FlyClient
import OrderedJSON

/// `windtunnel clock freeze`
struct ClockFreeze: WindtunnelCommand {
    static let configuration = CommandConfiguration(
        commandName: "freeze", abstract: "Stop a world's clock until it is moved.")

    @OptionGroup var control: ControlOptions

    func run(_ context: CommandContext) async throws {
        let clock = try await control.withClient(in: context) { try await $0.setClock(["mode": "frozen"]) }
        context.render(Details(clock), as: control.output)
    }
}
