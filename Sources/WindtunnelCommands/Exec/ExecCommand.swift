import ArgumentParser
import FixtureServing
import Windtunnel

/// `windtunnel exec`
struct ExecCommand: WindtunnelCommand {
    static let configuration = CommandConfiguration(
        commandName: "exec",
        abstract: "Run one command against an emulator of its own.",
        usage: "windtunnel exec [<serve options>] [--keep-token | --world <name>] -- <command> ...",
        discussion: """
            Starts a private emulator, in memory and on free ports unless an option says otherwise, runs the command with an environment that points \
            flyctl, curl, SDKs and scripts with the real addresses in them at it, and tears everything down after. \
            FLY_API_TOKEN is replaced, so that a real token goes nowhere; with --upstream it is kept, since that is who asks \
            for it.

            EXIT CODES: the command's own; 128 + n when signal n ended it; 127 when it was not found, 126 when it \
            could not be run; 1 when a recording was stopped; 2 wrong usage, or the emulator could not start.
            """
    )

    @OptionGroup var options: ServeOptions
    @OptionGroup var token: TokenOptions

    @Argument(parsing: .postTerminator, help: ArgumentHelp("The command and its arguments.", valueName: "command"))
    var command: [String] = []

    mutating func validate() throws {
        if command.isEmpty { throw ValidationError("Nothing to run; write the command after --.") }
    }

    func run(_ context: CommandContext) async throws {
        let settings = try options.settings(for: .exec, in: context)
        let child = try ChildCommand(words: command, environment: context.environment)
        // Another service takes nobody's token but the caller's own.
        let asksUpstream = settings.configuration.fixtures?.mayAskUpstream ?? false
        let tokens = asksUpstream ? token.keepingOwn : token
        SignalRelay.install()
        let status = try await TemporaryFolder.with(environment: context.environment) { folder in
            let logger = settings.logger(writingTo: context.terminal)
            return try await withWindtunnel(settings.configuration, logger: logger) { emulator -> Int32 in
                if let signal = SignalRelay.caught { return 128 + signal }
                var authority = emulator.certificateAuthority
                if !settings.configuration.allowedHosts.isEmpty {
                    authority = try CertificateBundle.adding(authority, to: context.environment, in: folder)
                }
                let addresses = EmulatorAddresses(
                    url: emulator.url, proxyPort: emulator.proxyPort, certificateAuthority: authority)
                // Only where tokens are checked is there anything to ask.
                let token =
                    settings.configuration.authorization == .permissive
                    ? tokens.token(in: context.environment)
                    : try await tokens.token(in: context.environment, at: emulator.url)
                let variables = ClientEnvironment.variables(
                    for: addresses, token: token, configurationFolder: "\(folder)/flyctl")
                let environment = variables.applied(to: context.environment, keepingToken: tokens.keepToken)
                return try await child.run(environment: environment)
            }
        }
        if status != 0 { throw ExitCode(status) }
    }
}
