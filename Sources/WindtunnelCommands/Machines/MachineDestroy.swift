import ArgumentParser
import FlyClient

/// `windtunnel machines destroy`
struct MachineDestroy: WindtunnelCommand {
    static let configuration = CommandConfiguration(commandName: "destroy", abstract: "Destroy machines.")

    @Flag(help: "Also when they run.")
    var force = false

    @OptionGroup var targets: MachineTargets

    func run(_ context: CommandContext) async throws {
        try await targets.forEach(in: context, done: "destroying") { client, id in
            try await client.destroyMachine(app: targets.app, id: id, force: force)
        }
    }
}
