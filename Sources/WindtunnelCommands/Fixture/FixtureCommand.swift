import ArgumentParser

/// `windtunnel fixture`
struct FixtureCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fixture", abstract: "Check, convert, compare and go on from recordings of traffic.",
        subcommands: [
            FixtureDiff.self, FixtureExport.self, FixtureHydrate.self, FixtureImport.self, FixtureLint.self,
        ]
    )
}
