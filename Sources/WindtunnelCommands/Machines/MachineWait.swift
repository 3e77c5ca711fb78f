import ArgumentParser
import FlyClient
import FlyWire
import OrderedJSON

/// `windtunnel machines wait`
struct MachineWait: WindtunnelCommand {
    static let configuration = CommandConfiguration(
        commandName: "wait", abstract: "Wait until a machine is in a state.",
        discussion: "EXIT CODES: 0 it is, 1 it is not within the time or there is no such machine.")

    @Argument(help: "The app's name.")
    var app: String

    @Argument(help: "The machine's id.")
    var id: String

    @Option(help: "started, stopped, suspended, destroyed, failed or settled; repeatable, any of them will do.")
    var state: [String] = ["started"]

    @Option(help: "Seconds, 1 to 60.")
    var timeout = 60

    @Option(help: ArgumentHelp("Wait for this version, an instance_id (default: the present one).", valueName: "id"))
    var version: String?

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    mutating func validate() throws {
        guard (1...60).contains(timeout) else { throw ValidationError("--timeout must be from 1 to 60 seconds.") }
    }

    func run(_ context: CommandContext) async throws {
        let outcome = try await context.withClient(connection) { client in
            try await client.wait(app: app, id: id, states: state, seconds: timeout, version: version)
        }
        let reached = outcome.state ?? state.joined(separator: " or ")
        context.confirm("machine \(id) is \(reached)", outcome.document, as: output)
    }
}
