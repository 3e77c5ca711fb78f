import ArgumentParser
import Windtunnel

/// `windtunnel`
struct RootCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "windtunnel",
        abstract: "A local emulator of Fly.io's platform API, and a client for it and for the real one.",
        discussion: """
            Data goes to standard output, everything else to standard error.

            EXIT CODES:
              0  done
              1  the service refused, a tool answered with an error, or a check found something
              2  wrong usage, a damaged file, or the emulator could not start
              3  the target could not be reached
              exec passes on the code of the command it runs (128 + n when signal n ended it, 127 when it was \
            not found, 126 when it could not be run).
            """,
        version: windtunnelVersion,
        groupedSubcommands: [
            CommandGroup(
                name: "Emulator:",
                subcommands: [ServeCommand.self, ExecCommand.self, EnvCommand.self, HealthCheck.self]
            ),
            CommandGroup(
                name: "Client of the emulator or the real service:",
                subcommands: [
                    AppsCommand.self, IPsCommand.self, VolumesCommand.self, MachinesCommand.self, MCPCommand.self,
                    LogsCommand.self, ReleasesCommand.self, RegionsCommand.self,
                ]
            ),
            CommandGroup(name: "Test controls:", subcommands: [WorldCommand.self, ClockCommand.self]),
            CommandGroup(name: "Recordings:", subcommands: [FixtureCommand.self]),
        ]
    )
}
