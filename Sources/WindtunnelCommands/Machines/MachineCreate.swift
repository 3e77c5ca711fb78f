import ArgumentParser
import FlyClient
import FlyWire

/// `windtunnel machines create`
struct MachineCreate: WindtunnelCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Create a machine, which then starts by itself.")

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
        let machine = try await context.withClient(connection) { try await $0.createMachine(app: app, draft) }
        context.render(Details(machine), as: output)
    }
}

extension FlyClient {
    func createMachine(app: String, _ draft: MachineDraft) async throws -> Machine {
        try await createMachine(
            app: app, config: draft.config, name: draft.name, region: draft.region, skipLaunch: draft.skipLaunch)
    }
}
