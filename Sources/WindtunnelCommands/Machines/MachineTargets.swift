import ArgumentParser
import FlyClient
import OrderedJSON

/// The machines a command acts on, one after the other.
struct MachineTargets: ParsableArguments {
    @Argument(help: "The app's name.")
    var app: String

    @Argument(help: "The machines' ids.")
    var ids: [String]

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    /// Does something to each machine and says so.
    /// - Parameter done: what was done, such as `started`.
    func forEach(
        in context: CommandContext, done: String, _ action: (FlyClient, String) async throws -> Void
    ) async throws {
        try await context.withClient(connection) { client in
            for id in ids {
                try await action(client, id)
                if !output.json { context.say("\(done) machine \(id)") }
            }
        }
        if output.json { context.confirm("\(done) \(ids.count) machines", as: output) }
    }
}
