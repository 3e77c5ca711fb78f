import ArgumentParser
import FlyClient
import FlyWire
import OrderedJSON

/// `windtunnel clock advance`
struct ClockAdvanceCommand: WindtunnelCommand {
    static let configuration = CommandConfiguration(
        commandName: "advance", abstract: "Move a world's clock on and complete what falls due.",
        discussion: "Example: windtunnel clock advance 5m")

    @Argument(help: "By how much, such as 5m or 1.5s.")
    var by: String?

    @Option(help: ArgumentHelp("To this moment (RFC 3339).", valueName: "time"))
    var to: String?

    @Flag(help: "Until nothing is pending but periodic work.")
    var untilIdle = false

    @OptionGroup var control: ControlOptions

    mutating func validate() throws {
        guard [by != nil, to != nil, untilIdle].count(where: { $0 }) == 1 else {
            throw ValidationError("Give exactly one of a duration, --to and --until-idle.")
        }
        if let by, GoDuration.parse(by) == nil {
            throw ValidationError("\"\(by)\" is no duration; write it as 5m, 90s or 1h30m.")
        }
    }

    func run(_ context: CommandContext) async throws {
        var move: JSONObject = [:]
        move["by"] = by.map(JSON.string)
        move["to"] = to.map(JSON.string)
        if untilIdle { move["until"] = "idle" }
        let request = move
        let advance = try await control.withClient(in: context) { try await $0.advanceClock(request) }
        context.render(advance, as: control.output)
    }
}
