import ArgumentParser
import FlyClient
import FlyWire

/// How to reach the tool server behind an app's `fly mcp wrap`.
struct MCPOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Sent as a bearer token to the app.", valueName: "token"))
    var bearerToken: String?

    @Option(help: ArgumentHelp("Sent by basic authentication to the app.", valueName: "name"))
    var user: String?

    @Option(help: ArgumentHelp("Goes with --user.", valueName: "text"))
    var password: String?

    @Option(help: ArgumentHelp("The machine to talk to, where there are several.", valueName: "id"))
    var instance: String?

    @Option(help: ArgumentHelp("How long everything may take.", valueName: "duration"))
    var timeout = "60s"

    mutating func validate() throws {
        if password != nil, user == nil { throw ValidationError("--password needs --user.") }
        if bearerToken != nil, user != nil { throw ValidationError("Give either --bearer-token or --user.") }
        guard let duration = GoDuration.parse(timeout), duration > .zero else {
            throw ValidationError("--timeout must be a duration such as 30s, not \"\(timeout)\".")
        }
    }

    /// The `Authorization` header for the app; nil for none.
    var authorization: String? {
        if let bearerToken { return "Bearer \(bearerToken)" }
        guard let user else { return nil }
        return "Basic " + Base64.encode(Array("\(user):\(password ?? "")".utf8))
    }

    /// Runs `body` in a conversation with the app's tool server.
    func withSession<Result: Sendable>(
        app: String, _ connection: ConnectionOptions, in context: CommandContext,
        _ body: @escaping @Sendable (inout MCPWrapSession) async throws -> Result
    ) async throws -> Result {
        try await HTTPTransport.withTransport(environment: context.environment) { transport in
            let settled = try connection.addressing(in: context)
            var headers: [(name: String, value: String)] = []
            if let authorization { headers.append(("Authorization", authorization)) }
            if let world = settled.world { headers.append(("Windtunnel-World", world)) }
            let endpoint = MCPWrapSession.Endpoint(
                url: settled.endpoints.address(ofApp: app), headers: headers, machine: instance,
                timeout: GoDuration.parse(timeout) ?? .seconds(60))
            return try await MCPWrapSession.with(endpoint, transport: transport, body)
        }
    }
}
