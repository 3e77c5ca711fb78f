import ArgumentParser
import Fixtures
import OrderedJSON

/// `windtunnel fixture lint`
struct FixtureLint: WindtunnelCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint", abstract: "Find what must not stand in a recording.",
        discussion: """
            Looks for tokens, keys, passwords, lease nonces, the values of secrets, headers that recordings do not keep, \
            and whatever else has the form of a secret: in URLs, headers, bodies and streams, and in the parts of the \
            file that are no exchange. A finding is named by its place, never by its text. Reads HAR, the cassettes \
            of VCR and of VCR.py, and flyctl's HAR.

            EXIT CODES: 0 nothing found, 1 findings, 2 wrong usage or a damaged file.
            """)

    @Argument(help: ArgumentHelp("Recordings; - is standard input.", valueName: "file"))
    var files: [String]

    @Option(help: "text, one finding a line, or json.")
    var format = Format.text

    enum Format: String, CaseIterable, ExpressibleByArgument {
        case text
        case json
    }

    func run(_ context: CommandContext) async throws {
        var report = LintReport()
        var isDamaged = false
        for file in files {
            do throws(CommandFailure) {
                let source = try await RecordingSource.read(file, in: context)
                report.add(try source.findings(), of: source.name, exchanges: source.recording.interactions.count)
            } catch {
                isDamaged = true
                context.say("windtunnel: \(error.message)")
            }
        }
        switch format {
        case .json: context.terminal.out(report.document.prettyText + "\n")
        case .text: if !report.lines.isEmpty { context.terminal.out(report.text + "\n") }
        }
        context.say(report.summary)
        if isDamaged { throw ExitCode(ExitStatus.usage) }
        if !report.lines.isEmpty { throw ExitCode(ExitStatus.findings) }
    }
}
