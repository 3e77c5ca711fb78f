import ArgumentParser
import Fixtures
import Windtunnel

/// `windtunnel fixture export`
struct FixtureExport: WindtunnelCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write a recording in another tool's format.",
        discussion: """
            vcr is the layout of VCR for Ruby, vcrpy that of VCR.py, flyctl what flyctl writes to FLYCTL_OUTPUT_HAR, har \
            our own. What the format has no place for is told on standard error, a line each. Exchanges are redacted \
            on the way, as an import's are.

            EXIT CODES: 0 written, 1 something looks like a secret, 2 wrong usage, a damaged file, or OUT exists.
            """)

    @Argument(help: ArgumentHelp("The recording; - is standard input.", valueName: "file"))
    var input: String

    @Argument(help: ArgumentHelp("The file to write, for its owner alone; - is standard output.", valueName: "out"))
    var output: String

    @Option(help: "har, vcr, vcrpy or flyctl.")
    var format: RecordingFormat

    @Flag(help: "Overwrite OUT.")
    var force = false

    func run(_ context: CommandContext) async throws {
        let destination = try PrivateFile(output, overwrites: force, in: context)
        let source = try await RecordingSource.read(input, in: context)
        let exported = format.export(try source.redacted(), version: windtunnelVersion)
        try destination.write(Array(exported.text.utf8), in: context)
        for loss in exported.losses { context.say("lost: \(loss)") }
        context.say("wrote \(source.recording.interactions.count) exchanges to \(destination.name)")
    }
}
