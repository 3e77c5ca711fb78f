import HTTPTypes
import OrderedJSON
import WindtunnelTestSupport

/// What tests of a wrap machine begin with.
enum WrapStory {
    /// The guide's body: a blank line, three requests, and no `initialized`.
    static let conversation = """

        {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2024-11-05","capabilities":{},"clientInfo":{"name":"claude-ai","version":"0.1.0"}}}
        {"jsonrpc":"2.0","id":1,"method":"tools/list"}
        {"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"list_directory","arguments":{"path":"/data"}}}

        """

    static func ping(_ id: Int) -> String { #"{"jsonrpc":"2.0","id":\#(id),"method":"ping"}"# }
    static func pong(_ id: Int) -> String { #"{"result":{},"jsonrpc":"2.0","id":\#(id)}"# }

    static func call(_ id: Int, _ tool: String, _ arguments: JSON) -> String {
        let message: JSON = [
            "jsonrpc": "2.0", "id": .int(id), "method": "tools/call",
            "params": ["name": .string(tool), "arguments": arguments],
        ]
        return message.text
    }

    /// An app with the guide's machine, running.
    /// - Parameter metadata: of the machine, such as `windtunnel_mcp`.
    static func withWrap<Result: Sendable>(
        env: JSON = [:],
        autostop: String = "stop",
        metadata: JSON = [:],
        _ body: @Sendable (TestApp, LiveClient, TestMachine) async throws -> Result
    ) async throws -> Result {
        try await withLiveEmulator { emulator, live in
            let app = try await emulator.makeApp()
            _ = try await app.makeVolume()
            var config = TestConfig.wrap(autostop: autostop, env: env).objectValue ?? [:]
            config["metadata"] = metadata
            let machine = try await app.makeStartedMachine(.object(config))
            return try await body(app, live, machine)
        }
    }
}
