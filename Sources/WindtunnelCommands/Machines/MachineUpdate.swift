import ArgumentParser
import FlyClient
import FlyWire
import OrderedJSON

/// `windtunnel machines update`
struct MachineUpdate: WindtunnelCommand {
    static let configuration = CommandConfiguration(
        commandName: "update", abstract: "Change a machine's configuration, which replaces the machine.",
        discussion: """
            The options are laid over the present configuration, or over --config-file. Refused when somebody else \
            changes the machine at the same time.
            """)

    @Argument(help: "The app's name.")
    var app: String

    @Argument(help: "The machine's id.")
    var id: String

    @Option(help: "The new image.")
    var image: String?

    @Flag(help: "Do not start the machine afterwards.")
    var skipLaunch = false

    @OptionGroup var config: MachineConfigOptions
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run(_ context: CommandContext) async throws {
        let file = try config.configFile.map { path throws(CommandFailure) in try context.document(in: path) }
        let machine = try await context.withClient(connection) { client in
            let present = try await client.machine(app: app, id: id)
            let base = file.map { $0["config"] ?? $0 } ?? present.config ?? .object([:])
            guard let object = base.objectValue else {
                throw CommandFailure.usage("the configuration is no JSON object")
            }
            return try await client.updateMachine(
                app: app, id: id, config: config.config(over: object, image: image),
                currentVersion: present.instanceID, skipLaunch: skipLaunch)
        }
        context.render(Details(machine), as: output)
    }
}
