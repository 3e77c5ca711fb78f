import HTTPTypes
import OrderedJSON
import Testing
import WindtunnelTestSupport

/// The public guide's requests, with its hosts and its header, up to the conversation (see ``WrapEndpoint``).
@Suite(.timeLimit(.minutes(5))) struct Guide {
    private static let headers: HTTPFields = [
        .authorization: "Bearer FlyV1 fm2_lJPECAAAAAAAA", .contentType: "application/json",
    ]

    private static func post(
        _ path: String,
        _ body: String,
        host: String = "api.machines.dev",
        to emulator: TestEmulator
    ) async throws -> Answer {
        try await emulator.send(.post, path, bytes: Array(body.utf8), headers: headers, host: host)
    }

    private static func allocation(_ selection: String, _ type: String) -> String {
        #"{"query": "mutation($input: AllocateIPAddressInput!) { allocateIpAddress(input: $input) { "# + selection
            + #" } }", "variables": { "input": { "appId": "mcp-demo-0a1b2c", "type": ""# + type
            + #"", "region": "" } }}"#
    }

    @Test func `each step is answered as the guide says`() async throws {
        try await withEmulator { emulator in
            let app = try await Self.post(
                "/v1/apps", #"{"app_name":"mcp-demo-0a1b2c","org_slug":"personal"}"#, to: emulator)
            #expect(app.code == 201)

            let shared = try await Self.post(
                "/graphql", Self.allocation("app { sharedIpAddress }", "shared_v4"), host: "api.fly.io", to: emulator)
            #expect(shared.code == 200)
            let address = try shared.json["data"]?["allocateIpAddress"]?["app"]?["sharedIpAddress"]?.stringValue
            #expect(address?.wholeMatch(of: /\d+\.\d+\.\d+\.\d+/) != nil)

            for type in ["v6", "v4", "private_v6"] {
                let own = try await Self.post(
                    "/graphql", Self.allocation("ipAddress { id address type region createdAt }", type),
                    host: "api.fly.io", to: emulator)
                let node = try own.json["data"]?["allocateIpAddress"]?["ipAddress"]?.objectValue
                #expect(node?.keys == ["id", "address", "type", "region", "createdAt"])
                #expect(node?["type"] == .string(type))
            }

            let volume = try await Self.post(
                "/v1/apps/mcp-demo-0a1b2c/volumes", #"{"name":"data","region":"iad","size_gb":1}"#, to: emulator)
            #expect(volume.code == 200)

            let machine = try await Self.post(
                "/v1/apps/mcp-demo-0a1b2c/machines",
                """
                {"region":"iad","config":{"image":"flyio/mcp:latest",
                "init":{"cmd":["npx","-f","@modelcontextprotocol/server-filesystem","/data/"]},
                "guest":{"cpu_kind":"shared","cpus":1,"memory_mb":1024},
                "mounts":[{"volume":"data","path":"/data","extend_threshold_percent":80,"add_size_gb":1,
                "size_gb_limit":100}],
                "services":[{"protocol":"tcp","internal_port":8080,"autostop":"stop","autostart":true,
                "ports":[{"port":80,"handlers":["http"],"force_https":true},{"port":443,"handlers":["http","tls"]}]}]}}
                """, to: emulator)
            #expect(machine.code == 200)
            #expect(try machine.json["state"] == "created")
            #expect(try machine.json["config"]?["mounts"]?[0]?["volume"] == volume.json["id"])
        }
    }
}
