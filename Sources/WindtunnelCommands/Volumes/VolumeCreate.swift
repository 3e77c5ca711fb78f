import ArgumentParser
import FlyClient
import OrderedJSON

/// `windtunnel volumes create`
struct VolumeCreate: WindtunnelCommand {
    static let configuration = CommandConfiguration(commandName: "create", abstract: "Create a volume.")

    @Argument(help: "The app's name.")
    var app: String

    @Argument(help: "The volume's name; several volumes may share it.")
    var name: String

    @Option(help: "The region's code; a machine must be in the same to mount the volume.")
    var region: String?

    @Option(help: ArgumentHelp("Gigabytes (default: the service's).", valueName: "gb"))
    var size: Int?

    @Option(help: ArgumentHelp("Restore this snapshot.", valueName: "id"))
    var snapshot: String?

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run(_ context: CommandContext) async throws {
        var options: JSONObject = [:]
        options["snapshot_id"] = snapshot.map(JSON.string)
        let volume = try await context.withClient(connection) { client in
            try await client.createVolume(app: app, name: name, region: region, sizeGB: size, options: options)
        }
        context.render(Details(volume), as: output)
    }
}
