import HTTPTypes
import MachineRules
import OrderedJSON
import Testing

/// The two GraphQL calls of the public guide, sent as curl sends them.
@Suite struct GuideDocuments {
    private let emulator = Emulator()

    private static let shared =
        #"{"query": "mutation($input: AllocateIPAddressInput!) { allocateIpAddress(input: $input) { app { sharedIpAddress } } }", "variables": { "input": { "appId": "mcp-demo-0a1b2c", "type": "shared_v4", "region": "" } }}"#

    private static func dedicated(_ type: String) -> String {
        #"{"query": "mutation($input: AllocateIPAddressInput!) { allocateIpAddress(input: $input) { ipAddress { id address type region createdAt } } }", "variables": { "input": { "appId": "mcp-demo-0a1b2c", "type": "TYPE", "region": "" } }}"#
            .replacing("TYPE", with: type)
    }

    @Test(arguments: ["Bearer FlyV1 fm2_lJPECAAAAAAAA", "Bearer some-opaque-token", ""])
    func `a shared address is answered in the app`(authorization: String) async throws {
        try await emulator.makeApp("mcp-demo-0a1b2c")
        var headers: HTTPFields = [.contentType: "application/json"]
        if !authorization.isEmpty { headers[.authorization] = authorization }
        let answer = try await emulator.send(.post, "/graphql", Self.shared, headers: headers)
        #expect(answer.status == .ok)
        #expect(answer.headers[.contentType] == "application/json")
        let address = try #require(answer.data["allocateIpAddress"]?["app"]?["sharedIpAddress"]?.stringValue)
        guard case .v4 = InternetAddress(address) else {
            Issue.record("\(address) is no IPv4 address")
            return
        }
        #expect(answer.text == #"{"data":{"allocateIpAddress":{"app":{"sharedIpAddress":"\#(address)"}}}}"#)
    }

    @Test(arguments: ["v4", "v6", "private_v6"])
    func `an address of its own is a node with the five fields`(type: String) async throws {
        try await emulator.makeApp("mcp-demo-0a1b2c")
        let answer = try await emulator.send(.post, "/graphql", Self.dedicated(type))
        #expect(answer.status == .ok)
        #expect(try answer.errors.isEmpty)
        let node = try #require(answer.data["allocateIpAddress"]?["ipAddress"]?.objectValue)
        #expect(node.keys == ["id", "address", "type", "region", "createdAt"])
        #expect(node["id"]?.stringValue?.wholeMatch(of: /ip_[0-9a-z]{16}/) != nil)
        #expect(node["type"] == .string(type))
        #expect(node["region"] == "global")
        #expect(node["createdAt"] == "2026-08-01T12:00:00Z")
        let address = try #require(node["address"]?.stringValue)
        let isVersion4 = if case .v4 = InternetAddress(address) { true } else { false }
        #expect(InternetAddress(address) != nil)
        #expect(isVersion4 == (type == "v4"))
        #expect(address.hasPrefix("fdaa:") == (type == "private_v6"))
    }
}
