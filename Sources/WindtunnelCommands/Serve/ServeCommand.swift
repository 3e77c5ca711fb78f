import ArgumentParser
import Windtunnel

/// `windtunnel serve`
struct ServeCommand: WindtunnelCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Start the emulator.",
        discussion: """
            Runs until it is told to end (Ctrl-C or SIGTERM; a second one ends it at once).

            EXIT CODES: 0 ended as told, 1 a recording was stopped by what looks like a secret, 2 wrong usage or could not \
            start.
            """
    )

    @OptionGroup var options: ServeOptions

    func run(_ context: CommandContext) async throws {
        let settings = try options.settings(for: .serve, in: context)
        let logger = settings.logger(writingTo: context.terminal)
        try await serveWindtunnel(settings.configuration, logger: logger) { emulator in
            context.say(ServeGreeting(emulator: emulator, configuration: settings.configuration).text)
        }
    }
}
