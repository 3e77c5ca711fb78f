import ArgumentParser
import FlyClient
import FlyWire

/// `windtunnel volumes destroy`
struct VolumeDestroy: WindtunnelCommand {
    static let configuration = CommandConfiguration(commandName: "destroy", abstract: "Destroy a volume.")

    @Argument(help: "The app's name.")
    var app: String

    @Argument(help: "The volume's id (vol_…).")
    var id: String

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run(_ context: CommandContext) async throws {
        let volume = try await context.withClient(connection) { try await $0.destroyVolume(app: app, id: id) }
        context.confirm("destroyed volume \(id)", volume.document, as: output)
    }
}
