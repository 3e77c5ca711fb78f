import ArgumentParser
import FlyClient

/// `windtunnel machines restart`
struct MachineRestart: WindtunnelCommand {
    static let configuration = CommandConfiguration(commandName: "restart", abstract: "Stop and start machines.")

    @Flag(help: "Kill instead of asking.")
    var force = false

    @Option(help: ArgumentHelp("How long until the machine is killed, such as 10s.", valueName: "duration"))
    var timeout: String?

    @OptionGroup var targets: MachineTargets

    func run(_ context: CommandContext) async throws {
        try await targets.forEach(in: context, done: "restarting") { client, id in
            try await client.restartMachine(app: targets.app, id: id, force: force, timeout: timeout)
        }
    }
}
