import ArgumentParser
import FlyClient
import FlyWire
import Glibc
import Windtunnel

/// The command line tool: parses arguments, runs the command, and turns what went wrong into an exit code.
package enum WindtunnelTool {
    /// Runs the command the process was called with and ends the process.
    package static func main() async {
        let code = await run(Array(CommandLine.arguments.dropFirst()), context: .process())
        exit(code)
    }

    /// Runs one command.
    /// - Parameter arguments: without the program's name.
    /// - Returns: the exit code; see ``ExitStatus``.
    static func run(_ arguments: [String], context: CommandContext) async -> Int32 {
        do {
            var command = try await RootCommand.asyncParseAsRoot(arguments)
            if let command = command as? any WindtunnelCommand {
                try await command.run(context)
            } else {
                // What the parser brings along: help and the subcommand groups.
                try command.run()
            }
            return ExitStatus.success
        } catch let error as ExitCode {
            return error.rawValue
        } catch {
            if let failure = CommandFailure(translating: error) {
                context.terminal.err("windtunnel: \(failure.message)\n")
                return failure.status
            }
            let message = RootCommand.fullMessage(for: error) + "\n"
            guard RootCommand.exitCode(for: error) == .success else {
                context.terminal.err(message)
                return ExitStatus.usage
            }
            context.terminal.out(message)
            return ExitStatus.success
        }
    }
}
