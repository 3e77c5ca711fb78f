package import FlyWire
import OrderedJSON

/// Addresses live in GraphQL: the Machines API's own routes for them are younger and not what existing clients use.
extension FlyClient {
    /// Allocates an address.
    ///
    /// For `shared_v4` the answer's `ipAddress` is null and the address is the app's `sharedIpAddress`; asking again
    /// answers the same one.
    /// - Parameters:
    ///   - type: `v4`, `v6`, `private_v6` or `shared_v4`.
    ///   - region: a code for a regional address; empty for a global one.
    ///   - network: binds a `private_v6` address to another private network.
    package func allocateIP(
        app: String, type: String, region: String = "", network: String? = nil
    ) async throws -> IPAddress {
        var input: JSONObject = ["appId": .string(app), "type": .string(type), "region": .string(region)]
        input["network"] = network.map(JSON.string)
        let data = try await graphQL(
            """
            mutation($input: AllocateIPAddressInput!) { allocateIpAddress(input: $input) { \
            app { sharedIpAddress } \
            ipAddress { id address type region createdAt network { name } } } }
            """,
            variables: ["input": .object(input)]
        )
        let payload = data["allocateIpAddress"]
        if let node = payload?["ipAddress"], !node.isNull { return try IPAddress(json: node) }
        guard type == "shared_v4", let shared = payload?["app"]?["sharedIpAddress"]?.stringValue else {
            throw FlyError(status: 200, message: "the service allocated no address")
        }
        return IPAddress(shared: shared)
    }

    /// All addresses of an app, the shared one last.
    package func ips(app: String) async throws -> [IPAddress] {
        let data = try await graphQL(
            """
            query($name: String!) { app(name: $name) { sharedIpAddress \
            ipAddresses { nodes { id address type region createdAt network { name } } } } }
            """,
            variables: ["name": .string(app)]
        )
        let nodes = data["app"]?["ipAddresses"]?["nodes"]?.arrayValue ?? []
        let shared = data["app"]?["sharedIpAddress"]?.stringValue.flatMap { $0.isEmpty ? nil : IPAddress(shared: $0) }
        return try nodes.map(IPAddress.init(json:)) + [shared].compactMap { $0 }
    }

    /// Gives an address back.
    package func releaseIP(app: String, address: String) async throws {
        _ = try await graphQL(
            "mutation($input: ReleaseIPAddressInput!) { releaseIpAddress(input: $input) { clientMutationId } }",
            variables: ["input": ["appId": .string(app), "ip": .string(address)]]
        )
    }
}
