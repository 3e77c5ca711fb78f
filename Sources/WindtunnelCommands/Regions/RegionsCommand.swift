import ArgumentParser

/// `windtunnel regions`
struct RegionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "regions", abstract: "List the platform's regions.", subcommands: [RegionList.self])
}
