import ArgumentParser
import Fixtures
import Windtunnel

/// `windtunnel fixture import`
struct FixtureImport: WindtunnelCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Make a recording of what another tool recorded.",
        discussion: """
            Reads HAR, the cassettes of VCR and of VCR.py, and what flyctl writes to FLYCTL_OUTPUT_HAR; which it is, the \
            content tells. Secrets are replaced by placeholders and headers that recordings do not keep are left out. \
            When something is left that looks like a secret, its place is named and nothing is written. Exchanges come \
            in the order in which their requests began.

            EXIT CODES: 0 written, 1 something looks like a secret, 2 wrong usage, a damaged file, or OUT exists.
            """)

    @Argument(help: ArgumentHelp("What the other tool wrote; - is standard input.", valueName: "in"))
    var input: String

    @Argument(
        help: ArgumentHelp("The recording to write, for its owner alone; - is standard output.", valueName: "out"))
    var output: String

    @Option(help: ArgumentHelp("Takes the input for this format: har, vcr, vcrpy or flyctl.", valueName: "format"))
    var from: RecordingFormat?

    @Flag(help: "Overwrite OUT.")
    var force = false

    func run(_ context: CommandContext) async throws {
        let destination = try PrivateFile(output, overwrites: force, in: context)
        let source = try await RecordingSource.read(input, as: from, in: context)
        let recording = try source.redacted().inOrder
        try destination.write(HARWriter.text(recording, version: windtunnelVersion), in: context)
        context.say("wrote \(recording.interactions.count) exchanges to \(destination.name)")
    }
}
