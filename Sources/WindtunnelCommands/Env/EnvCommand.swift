import ArgumentParser
import FlyClient
import OrderedJSON

/// `windtunnel env`
struct EnvCommand: WindtunnelCommand {
    static let configuration = CommandConfiguration(
        commandName: "env",
        abstract: "Print what points a shell at the running emulator.",
        discussion: """
            Use it as: eval "$(windtunnel env)"

            Finds the emulator by the port file it wrote into its data folder. With --url only the addresses are \
            known, not the proxy and the certificate authority, so only clients that can be given a URL are pointed \
            at the emulator.

            EXIT CODES: 0 printed, 2 wrong usage, 3 no emulator answers there.
            """
    )

    @Option(help: ArgumentHelp("The emulator's port file (default: ports.json in --data).", valueName: "file"))
    var portFile: String?

    @Option(help: ArgumentHelp("The emulator's data folder (default: .windtunnel).", valueName: "dir"))
    var data: String?

    @Option(help: "The emulator's URL.")
    var url: String?

    @OptionGroup var token: TokenOptions
    @OptionGroup var output: OutputOptions

    mutating func validate() throws {
        if [portFile, data, url].compactMap({ $0 }).count > 1 {
            throw ValidationError("Give only one of --port-file, --data and --url.")
        }
        if let url, !FlyEndpoints.isValid(url) { throw ValidationError("--url is no http(s) URL: \(url)") }
    }

    func run(_ context: CommandContext) async throws {
        let emulator = try addresses(in: context)
        try await HTTPTransport.withTransport(environment: context.environment) { transport in
            let endpoints = FlyEndpoints(emulator: emulator.url)
            _ = try await FlyClient(endpoints: endpoints, token: nil, transport: transport).health()
        }
        let folder = portFile == nil && url == nil ? context.path(data ?? PortFile.defaultFolder) : nil
        let variables = ClientEnvironment.variables(
            for: emulator, token: try await token.token(in: context.environment, at: emulator.url),
            configurationFolder: folder.map { "\($0)/flyctl" })
        context.render(Script(environment: variables, keepsToken: token.keepToken), as: output)
    }

    private func addresses(in context: CommandContext) throws(CommandFailure) -> EmulatorAddresses {
        if let url { return EmulatorAddresses(url: url) }
        let path = portFile ?? "\(data ?? PortFile.defaultFolder)/\(PortFile.name)"
        guard let file = try PortFile(at: path, in: context) else {
            throw .unreachable("no emulator has written \(path); start one with: windtunnel serve")
        }
        return EmulatorAddresses(
            url: file.url, proxyPort: file.proxyPort,
            certificateAuthority: file.certificateAuthority.map { context.path($0) })
    }

    private struct Script: Presentable {
        let environment: ClientEnvironment
        let keepsToken: Bool

        var document: JSON {
            .object(JSONObject(environment.variables.map { ($0.name, .string($0.value)) }))
        }
        var text: String { environment.shellLines(keepingToken: keepsToken).joined(separator: "\n") }
    }
}
