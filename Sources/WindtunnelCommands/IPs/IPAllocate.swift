import ArgumentParser
import FlyClient

/// `windtunnel ips allocate`
struct IPAllocate: WindtunnelCommand {
    static let configuration = CommandConfiguration(
        commandName: "allocate", abstract: "Allocate an address.",
        discussion: "An app has one shared_v4 address; asking again answers the same one.")

    /// The types GraphQL knows.
    enum Kind: String, CaseIterable, ExpressibleByArgument {
        case sharedV4 = "shared_v4"
        case v4
        case v6
        case privateV6 = "private_v6"
    }

    @Argument(help: "The app's name.")
    var app: String

    @Option(help: "The kind of address.")
    var type: Kind

    @Option(help: "A region's code, for a regional address.")
    var region = ""

    @Option(help: "The private network to bind a private_v6 address to.")
    var network: String?

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run(_ context: CommandContext) async throws {
        let address = try await context.withClient(connection) { client in
            try await client.allocateIP(app: app, type: type.rawValue, region: region, network: network)
        }
        context.render(Details(address), as: output)
    }
}
