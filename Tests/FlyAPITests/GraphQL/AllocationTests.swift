import HTTPTypes
import MachineRules
import OrderedJSON
import Testing

/// What each type of address means (reference/graphql.md, sections 2.2 and 2.4).
@Suite struct Allocation {
    private let emulator = Emulator()

    private static let allocate = """
        mutation($input: AllocateIPAddressInput!) {
            allocateIpAddress(input: $input) {
                clientMutationId
                ipAddress { id address type region serviceName network { name organization { slug } } }
                app {
                    name
                    sharedIpAddress
                    ipAddresses { totalCount nodes { id address type } }
                }
            }
        }
        """

    /// The payload of an allocation that must succeed.
    private func allocate(_ input: JSON) async throws -> JSON {
        let answer = try await emulator.query(Self.allocate, ["input": input])
        #expect(try answer.errors.isEmpty, "\(answer.text)")
        return try #require(answer.data["allocateIpAddress"])
    }

    @Test func `a shared address is the app's and no node, and stays the same`() async throws {
        try await emulator.makeApp("demo")
        let first = try await allocate(["appId": "demo", "type": "shared_v4", "region": ""])
        let second = try await allocate(["appId": "demo", "type": "shared_v4"])
        #expect(first["ipAddress"] == .null)
        #expect(first["app"]?["sharedIpAddress"]?.stringValue != nil)
        #expect(first["app"]?["ipAddresses"]?["totalCount"] == 0)
        #expect(first == second)
        let rest = try await emulator.send(.get, "/v1/apps/demo/ip_assignments").json
        #expect(rest["ips"]?.arrayValue?.count == 1)
        #expect(rest["ips"]?[0]?["shared"] == true)
        #expect(rest["ips"]?[0]?["ip"] == first["app"]?["sharedIpAddress"])
    }

    @Test(arguments: ["v4", "v6", "private_v6"])
    func `every other allocation makes another address`(type: String) async throws {
        try await emulator.makeApp("demo")
        let first = try await allocate(["appId": "demo", "type": .string(type), "region": ""])
        let second = try await allocate(["appId": "demo", "type": .string(type), "region": "global"])
        #expect(first["ipAddress"]?["region"] == "global")
        #expect(second["ipAddress"]?["region"] == "global")
        #expect(first["ipAddress"]?["id"] != second["ipAddress"]?["id"])
        #expect(first["ipAddress"]?["address"] != second["ipAddress"]?["address"])
        #expect(first["ipAddress"]?["network"] == .null)
        #expect(first["app"]?["sharedIpAddress"] == .null)
        let nodes = try #require(second["app"]?["ipAddresses"]?["nodes"]?.arrayValue)
        #expect(nodes.map { $0["id"] } == [first["ipAddress"]?["id"], second["ipAddress"]?["id"]])
        #expect(nodes.allSatisfy { $0["type"] == .string(type) })
    }

    @Test(arguments: [("v4", "fra"), ("v6", "global"), ("private_v6", "global")])
    func `only a dedicated IPv4 is where it was asked for`(type: String, region: String) async throws {
        try await emulator.makeApp("demo")
        let payload = try await allocate(["appId": "demo", "type": .string(type), "region": "fra"])
        #expect(payload["ipAddress"]?["region"] == .string(region))
    }

    @Test func `a private address tells of another network or organization, not of its own`() async throws {
        try await emulator.makeApp("demo", network: "blue")
        let other = try await allocate(["appId": "demo", "type": "private_v6", "network": "green"])
        #expect(other["ipAddress"]?["network"] == ["name": "green", "organization": ["slug": "personal"]])
        let own = try await allocate(["appId": "demo", "type": "private_v6", "network": "blue"])
        #expect(own["ipAddress"]?["network"] == .null)

        let acme = try await emulator.query("{ organization(slug: \"acme\") { id } }").data["organization"]?["id"]
        let organization = try await allocate(
            ["appId": "demo", "type": "private_v6", "organizationId": try #require(acme)])
        #expect(organization["ipAddress"]?["network"] == ["name": "blue", "organization": ["slug": "acme"]])
        let public6 = try await allocate(["appId": "demo", "type": "v6", "network": "green"])
        #expect(public6["ipAddress"]?["network"] == .null)
    }

    @Test(arguments: [("x", "x"), ("", ""), (nil, .null)] as [(JSON?, JSON)])
    func `the mutation's id is echoed`(given: JSON?, expected: JSON) async throws {
        try await emulator.makeApp("demo")
        var input: JSONObject = ["appId": "demo", "type": "v6"]
        input["clientMutationId"] = given
        #expect(try await allocate(.object(input))["clientMutationId"] == expected)
    }

    @Test func `two aliased allocations with inline input are made in order`() async throws {
        try await emulator.makeApp("demo")
        let answer = try await emulator.query(
            """
            mutation Both($appId: ID!) {
                shared: allocateIpAddress(input: {appId: $appId, type: shared_v4}) { ipAddress { address, type } app { id } }
                v6: allocateIpAddress(input: {appId: $appId, type: v6}) {
                    ipAddress { created_at: createdAt type }
                    app { sharedIpAddress }
                }
            }
            """, ["appId": "demo"])
        let data = try answer.data
        #expect(data.objectValue?.keys == ["shared", "v6"])
        #expect(data["shared"] == ["ipAddress": .null, "app": ["id": "demo"]])
        #expect(data["v6"]?["ipAddress"] == ["created_at": "2026-08-01T12:00:00Z", "type": "v6"])
        #expect(data["v6"]?["app"]?["sharedIpAddress"]?.stringValue != nil)
    }

    @Test func `of two aliases the one that fails is null and the other is answered`() async throws {
        try await emulator.makeApp("demo")
        let answer = try await emulator.query(
            """
            mutation {
                a: allocateIpAddress(input: {appId: "nobody", type: v6}) { ipAddress { id } }
                b: allocateIpAddress(input: {appId: "demo", type: v6}) { app { name } }
            }
            """)
        #expect(answer.status == .ok)
        #expect(try answer.data["a"] == .null)
        #expect(try answer.data["b"] == ["app": ["name": "demo"]])
        #expect(
            try answer.errors == [
                [
                    "message": "Could not find App \"nobody\"", "locations": [["line": 2, "column": 5]], "path": ["a"],
                    "extensions": ["code": "NOT_FOUND"],
                ]
            ])
    }

    @Test func `a region there is not is refused`() async throws {
        try await emulator.makeApp("demo")
        let answer = try await emulator.query(
            Self.allocate, ["input": ["appId": "demo", "type": "v4", "region": "xyz"]])
        #expect(try answer.data["allocateIpAddress"] == .null)
        #expect(try answer.errors[0]["message"] == "invalid region: xyz")
        #expect(try answer.errors[0]["extensions"]?["code"] == "INVALID_ARGUMENTS")
    }

    @Test func `a type there is not never gets as far as the app`() async throws {
        let answer = try await emulator.query(Self.allocate, ["input": ["appId": "demo", "type": "v5"]])
        #expect(try answer.json["data"] == nil)
        let message = try #require(answer.errors.first?["message"]?.stringValue)
        #expect(message.hasPrefix("Variable $input of type AllocateIPAddressInput! was provided invalid value"))
    }
}
