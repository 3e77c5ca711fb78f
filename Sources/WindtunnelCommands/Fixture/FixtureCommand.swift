import ArgumentParser

/// `windtunnel fixture`
struct FixtureCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fixture", abstract: "Check, convert and compare recordings of traffic.",
        subcommands: [FixtureDiff.self, FixtureExport.self, FixtureImport.self, FixtureLint.self]
    )
}
