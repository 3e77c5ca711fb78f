import ArgumentParser
import FlyClient

/// `windtunnel machines suspend`
struct MachineSuspend: WindtunnelCommand {
    static let configuration = CommandConfiguration(commandName: "suspend", abstract: "Suspend machines.")

    @OptionGroup var targets: MachineTargets

    func run(_ context: CommandContext) async throws {
        try await targets.forEach(in: context, done: "suspending") { client, id in
            try await client.suspendMachine(app: targets.app, id: id)
        }
    }
}
