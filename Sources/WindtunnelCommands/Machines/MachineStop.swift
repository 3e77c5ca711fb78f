import ArgumentParser
import FlyClient

/// `windtunnel machines stop`
struct MachineStop: WindtunnelCommand {
    static let configuration = CommandConfiguration(commandName: "stop", abstract: "Stop machines.")

    @Option(help: "The signal, such as SIGTERM (default: the machine's own).")
    var signal: String?

    @Option(help: ArgumentHelp("How long until the machine is killed, such as 10s.", valueName: "duration"))
    var timeout: String?

    @OptionGroup var targets: MachineTargets

    func run(_ context: CommandContext) async throws {
        try await targets.forEach(in: context, done: "stopping") { client, id in
            try await client.stopMachine(app: targets.app, id: id, signal: signal, timeout: timeout)
        }
    }
}
