import Fixtures
import HTTPTypes
import OrderedJSON
import WindtunnelTestSupport

/// The requests of the guide "deploy an MCP server with the Machines API", by the real service's names.
struct GuideRun: Sendable {
    let app: String
    let client: LiveClient
    /// Called between two requests.
    var pause: @Sendable () -> Void = {}

    private static let mutation =
        "mutation($input: AllocateIPAddressInput!) { allocateIpAddress(input: $input) { app { sharedIpAddress } } }"

    private static let conversation = """

        {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2024-11-05","capabilities":{},"clientInfo":{"name":"c","version":"1"}}}
        {"jsonrpc":"2.0","id":1,"method":"tools/list"}
        {"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"list_directory","arguments":{"path":"/data"}}}

        """

    private var config: JSON {
        [
            "image": "flyio/mcp:latest", "init": ["cmd": ["npx", "@modelcontextprotocol/server-filesystem", "/data/"]],
            "mounts": [["volume": "data", "path": "/data"]], "metadata": ["app": .string(app)],
            "services": [
                [
                    "protocol": "tcp", "internal_port": 8080, "autostart": true,
                    "ports": [["port": 443, "handlers": ["http", "tls"]]],
                ]
            ],
        ]
    }

    private func post(_ path: String, _ body: JSON, host: String) async throws -> JSON {
        let answer = try await client.send(.post, path, body, host: host)
        guard (200..<300).contains(answer.code) else {
            throw TestSupportError("\(path): \(answer.code) \(answer.text)")
        }
        pause()
        return try answer.json
    }

    /// Runs it.
    /// - Returns: the machine as it was made and as it was in the end, and the server's replies.
    func run() async throws -> (made: JSON, ended: JSON, replies: [String]) {
        let api = "api.machines.dev"
        _ = try await post("/v1/apps", ["app_name": .string(app), "org_slug": "personal"], host: api)
        let input: JSON = ["input": ["appId": .string(app), "type": "shared_v4", "region": ""]]
        _ = try await post(
            "/graphql", ["query": .string(Self.mutation), "variables": input], host: "api.fly.io")
        _ = try await post("/v1/apps/\(app)/volumes", ["name": "data", "region": "iad", "size_gb": 1], host: api)
        let made = try await post("/v1/apps/\(app)/machines", ["region": "iad", "config": config], host: api)
        let host = "\(app).fly.dev"
        let replies = try await client.stream("/", host: host) { stream in
            pause()
            let answer = try await client.send(
                .post, "/", bytes: Array(Self.conversation.utf8), host: host)
            guard answer.code == 202 else { throw TestSupportError("\(answer.code) \(answer.text)") }
            return try await stream.lines(3)
        }
        pause()
        let id = made["id"]?.stringValue ?? ""
        let ended = try await client.send(.get, "/v1/apps/\(app)/machines/\(id)", host: api)
        return (made, try ended.json, replies)
    }
}
