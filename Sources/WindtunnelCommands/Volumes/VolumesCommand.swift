import ArgumentParser

/// `windtunnel volumes`
struct VolumesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "volumes", abstract: "Create, list and destroy an app's volumes.",
        subcommands: [VolumeCreate.self, VolumeList.self, VolumeDestroy.self],
        aliases: ["volume"]
    )
}
