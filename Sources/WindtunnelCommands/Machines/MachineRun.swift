import ArgumentParser
import FlyClient
import FlyWire

/// `windtunnel machines run`
struct MachineRun: WindtunnelCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Create a machine and wait until it is started.")

    @Argument(help: "The app's name.")
    var app: String

    @Argument(help: "The image.")
    var image: String?

    @OptionGroup var placement: PlacementOptions
    @OptionGroup var config: MachineConfigOptions
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run(_ context: CommandContext) async throws {
        let file = try config.configFile.map { path throws(CommandFailure) in try context.document(in: path) }
        let draft = try MachineDraft(options: config, placement: placement, file: file, image: image)
        let machine = try await context.withClient(connection) { client in
            let created = try await client.createMachine(app: app, draft)
            if draft.skipLaunch { return created }
            context.say("created machine \(created.id), waiting until it is started")
            _ = try await client.wait(app: app, id: created.id, states: ["started"], seconds: 60)
            return try await client.machine(app: app, id: created.id)
        }
        context.render(Details(machine), as: output)
    }
}
