import ArgumentParser

/// `windtunnel world`
struct WorldCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "world", abstract: "Make, copy, keep and restore the emulator's worlds.",
        subcommands: [
            WorldList.self, WorldCreate.self, WorldFork.self, WorldSnapshot.self, WorldRestore.self, WorldReset.self,
            WorldDelete.self,
        ],
        aliases: ["worlds"]
    )
}
