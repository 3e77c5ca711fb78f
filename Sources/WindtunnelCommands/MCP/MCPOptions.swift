import ArgumentParser
import FlyClient
import FlyWire
import OrderedJSON

/// Which tool server, and for how long: what the commands take that hold one conversation.
struct MCPOptions: ParsableArguments {
    @OptionGroup var access: MCPAccess

    @Option(help: ArgumentHelp("How long everything may take.", valueName: "duration"))
    var timeout = "60s"

    mutating func validate() throws {
        guard let duration = GoDuration.parse(timeout), duration > .zero else {
            throw ValidationError("--timeout must be a duration such as 30s, not \"\(timeout)\".")
        }
    }

    /// Runs `body` in a conversation with the app's tool server.
    func withSession<Result: Sendable>(
        app: String, _ connection: ConnectionOptions, in context: CommandContext,
        _ body: @escaping @Sendable (inout MCPWrapSession) async throws -> Result
    ) async throws -> Result {
        let settled = try connection.addressing(in: context)
        let address = settled.endpoints.address(ofApp: app, inWorld: settled.world)
        var headers: [(name: String, value: String)] = []
        if let host = address.host { headers.append(("Host", host)) }
        if let authorization = access.authorization { headers.append(("Authorization", authorization)) }
        let endpoint = MCPEndpoint(url: address.url, headers: headers, machine: access.instance)
        let limit = GoDuration.parse(timeout) ?? .seconds(60)
        return try await HTTPTransport.withTransport(environment: context.environment) { transport in
            try await MCPWrapSession.with(endpoint, within: limit, transport: transport, body)
        }
    }
}

extension MCPWrapSession {
    /// Every tool of the server, page by page.
    mutating func tools() async throws -> [Tool] {
        var tools: [Tool] = []
        var cursor: String?
        repeat {
            let page = try await request("tools/list", params: cursor.map { ["cursor": .string($0)] })
            tools += (page["tools"]?.arrayValue ?? []).map(Tool.init)
            cursor = page["nextCursor"]?.stringValue
        } while cursor != nil
        return tools
    }
}
