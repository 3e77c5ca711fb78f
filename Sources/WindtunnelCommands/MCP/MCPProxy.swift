import ArgumentParser
import FlyClient

/// `windtunnel mcp proxy`
struct MCPProxy: WindtunnelCommand {
    static let configuration = CommandConfiguration(
        commandName: "proxy", abstract: "Be an MCP server on standard input and output that in truth runs in an app.",
        discussion: """
            For a desktop client's configuration, as fly mcp proxy is. The app may be an emulator's or a real one:

              windtunnel mcp proxy --url http://127.0.0.1:4280/_app/my-app/
              windtunnel mcp proxy --url https://my-app.fly.dev/ --bearer-token secret

            It waits up to about 100 s for somebody to accept connections. Lines of up to 64 KiB are posted one after \
            the other; what the app's server prints comes out as it is. It ends with its input, and replies that are \
            under way then are lost.
            """)

    @Option(help: "Where the app answers.")
    var url: String

    @OptionGroup var access: MCPAccess

    mutating func validate() throws {
        guard FlyEndpoints.isValid(url) else { throw ValidationError("--url is an http(s) URL, not \"\(url)\".") }
    }

    func run(_ context: CommandContext) async throws {
        let headers = access.authorization.map { [(name: "Authorization", value: $0)] } ?? []
        let endpoint = MCPEndpoint(url: url, headers: headers, machine: access.instance)
        let surroundings = MCPBridge.Surroundings(
            input: context.terminal.input, output: context.terminal.raw, remark: { context.say("windtunnel: \($0)") },
            pause: Pause.lasting)
        let untilSignal = try context.catchSignals()
        try await HTTPTransport.withTransport(environment: context.environment) { transport in
            let bridge = MCPBridge(endpoint, transport: transport, surroundings)
            try await withThrowingTaskGroup(of: Void.self) { group in
                defer { group.cancelAll() }
                group.addTask { try await bridge.run() }
                group.addTask { await untilSignal() }
                try await group.next()
            }
        }
    }
}
