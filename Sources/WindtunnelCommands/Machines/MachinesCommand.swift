import ArgumentParser

/// `windtunnel machines`
struct MachinesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "machines", abstract: "Run, list, start, stop and destroy machines.",
        subcommands: [
            MachineRun.self, MachineCreate.self, MachineList.self, MachineShow.self, MachineUpdate.self,
            MachineStart.self, MachineStop.self, MachineSuspend.self, MachineRestart.self, MachineDestroy.self,
            MachineWait.self, MachineEvents.self,
        ],
        aliases: ["machine"]
    )
}
