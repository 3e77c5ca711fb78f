import ArgumentParser
import FlyClient

/// `windtunnel machines list`
struct MachineList: WindtunnelCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List an app's machines.", aliases: ["ls"])

    @Argument(help: "The app's name.")
    var app: String

    @Option(help: "Only those in this region.")
    var region: String?

    @Option(help: "Only those in this state; several separated by commas.")
    var state: String?

    @Option(help: ArgumentHelp("Only those with this metadata; repeatable.", valueName: "key=value"))
    var metadata: [KeyValue] = []

    @Flag(help: "Also those that are destroyed.")
    var includeDeleted = false

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    /// The filters as the API's query.
    var query: [(String, String)] {
        let optional = [("region", region), ("state", state), ("include_deleted", includeDeleted ? "true" : nil)]
        let given = optional.compactMap { name, value in value.map { (name, $0) } }
        return given + metadata.map { ("metadata.\($0.key)", $0.value) }
    }

    func run(_ context: CommandContext) async throws {
        let machines = try await context.withClient(connection) { try await $0.machines(app: app, query: query) }
        context.render(Listing(machines), as: output)
    }
}
