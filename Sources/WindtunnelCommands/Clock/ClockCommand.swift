import ArgumentParser

/// `windtunnel clock`
struct ClockCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clock", abstract: "Read, stop and move the clock of an emulator's world.",
        subcommands: [
            ClockShow.self, ClockFreeze.self, ClockRun.self, ClockSpeed.self, ClockAdvanceCommand.self, ClockStep.self,
        ]
    )
}
