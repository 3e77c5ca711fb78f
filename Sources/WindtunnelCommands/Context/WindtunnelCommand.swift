import ArgumentParser

/// A command that gets everything it needs to know of the outside as a parameter.
protocol WindtunnelCommand: AsyncParsableCommand {
    /// Does the command's work.
    func run(_ context: CommandContext) async throws
}

extension WindtunnelCommand {
    mutating func run() async throws {
        try await run(.process())
    }
}
