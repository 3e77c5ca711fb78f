import ArgumentParser
import FlyClient

/// `windtunnel machines start`
struct MachineStart: WindtunnelCommand {
    static let configuration = CommandConfiguration(commandName: "start", abstract: "Start machines.")

    @OptionGroup var targets: MachineTargets

    func run(_ context: CommandContext) async throws {
        try await targets.forEach(in: context, done: "starting") { client, id in
            try await client.startMachine(app: targets.app, id: id)
        }
    }
}
