import ArgumentParser
import Fixtures
import FlyClient
import OrderedJSON
import Windtunnel

/// `windtunnel fixture diff`
struct FixtureDiff: WindtunnelCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Repeat a recording against a service and tell what differs.",
        discussion: """
            Sends the recorded requests in their order, with the ids that the target made up, and compares statuses, \
            the headers that matter to clients, and bodies by meaning. Identifiers, lease nonces, addresses and times, \
            which every run makes anew, are no differences; neither is what a poll sees a little earlier or later.

            local is an emulator for this command alone, in memory, whose clock stands still and is moved on by what \
            passed between the recorded requests, so that a run takes no time. A URL is another emulator, where the \
            run has a world of its own with such a clock, or any other service. https://api.machines.dev is the real \
            one: there the requests do what they did when they were recorded, and apps are asked by their own names.

            EXIT CODES: 0 equal, 1 differences, 2 wrong usage or a damaged file, 3 the target was not reached, \
            130 interrupted.
            """)

    @Argument(help: ArgumentHelp("The recording, in any format that import reads; - is standard input."))
    var file: String

    @OptionGroup var options: DiffOptions

    @Option(help: "text, json or junit.")
    var format = Format.text

    @Option(help: ArgumentHelp("Write the report there, and only its last line to standard error.", valueName: "file"))
    var output: String?

    enum Format: String, CaseIterable, ExpressibleByArgument {
        case text
        case json
        case junit
    }

    func run(_ context: CommandContext) async throws {
        let destination = try output.map { path throws(CommandFailure) in
            try PrivateFile(path, overwrites: true, in: context)
        }
        let source = try await RecordingSource.read(file, in: context)
        let comparison = RecordingComparison(
            source.recording, try options.comparison(in: context), names: options.rename.map { ($0.key, $0.value) })
        let report = try await untilSignal(in: context) { [options] in
            try await options.withTarget(of: source.recording, in: context) { target, clock, transport in
                var run = DiffRun(source.recording, comparison, target: target, clock: clock, transport: transport)
                return try await run.report()
            }
        }
        let text = text(of: report)
        if let destination {
            try destination.write(Array(text.utf8), in: context)
        } else {
            context.terminal.out(text)
        }
        if destination != nil || format != .text { context.say(report.summary) }
        if !report.isEqual { throw ExitCode(ExitStatus.findings) }
    }

    /// Runs `work`, and cancels it at a signal, so that what it made is taken away.
    private func untilSignal<Result: Sendable>(
        in context: CommandContext, _ work: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        let signal = try context.catchSignals()
        return try await withThrowingTaskGroup(of: Result?.self) { group in
            defer { group.cancelAll() }
            group.addTask { try await work() }
            group.addTask {
                await signal()
                return nil
            }
            guard let first = try await group.next(), let result = first else {
                throw CommandFailure(status: ExitStatus.interrupted, message: "interrupted")
            }
            return result
        }
    }

    private func text(of report: DiffReport) -> String {
        switch format {
        case .text: report.text
        case .json: report.json.prettyText + "\n"
        case .junit: report.junit(name: file)
        }
    }
}
