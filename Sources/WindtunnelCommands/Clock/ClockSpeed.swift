import ArgumentParser
import FlyClient
import OrderedJSON

/// `windtunnel clock speed`
struct ClockSpeed: WindtunnelCommand {
    static let configuration = CommandConfiguration(
        commandName: "speed", abstract: "Set how fast a world's clock runs.")

    @Argument(help: "World seconds per second.")
    var speed: Double

    @OptionGroup var control: ControlOptions

    func run(_ context: CommandContext) async throws {
        guard speed > 0, speed.isFinite else { throw CommandFailure.usage("the speed must be a number above 0") }
        let clock = try await control.withClient(in: context) { client in
            try await client.setClock(["speed": .double(speed)])
        }
        context.render(Details(clock), as: control.output)
    }
}
