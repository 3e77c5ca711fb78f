import ArgumentParser
import FlyClient

/// What every control of an emulator takes.
struct ControlOptions: ParsableArguments {
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    /// Runs `body` with a client of the emulator.
    func withClient<Result: Sendable>(
        in context: CommandContext, _ body: (FlyClient) async throws -> Result
    ) async throws -> Result {
        guard connection.target != "real" else {
            throw CommandFailure.usage("only an emulator has these controls, the real service has none")
        }
        return try await context.withClient(connection, body)
    }
}
