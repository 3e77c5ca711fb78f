import MachineRules
import OrderedJSON
import Persistence
import Simulation
import Testing

/// Letting addresses go, in all the ways clients say which (reference/graphql.md, section 2.3).
@Suite struct Release {
    private let emulator = Emulator()

    private static let release = """
        mutation($input: ReleaseIPAddressInput!) {
            releaseIpAddress(input: $input) { clientMutationId app { name sharedIpAddress ipAddresses { totalCount } } }
        }
        """

    private func allocate(_ type: Addresses.Kind, for app: AppName = "demo") async throws -> AddressesService.Outcome {
        try await emulator.world.addresses.allocate(
            AddressesService.Draft(type: type, region: "", network: nil, organization: nil, serviceName: nil), for: app)
    }

    private func release(_ input: JSON) async throws -> Emulator.Answer {
        try await emulator.query(Self.release, ["input": input])
    }

    @Test func `by app and address, with the other id null or empty`() async throws {
        try await emulator.makeApp("demo")
        for other: JSON in [.null, ""] {
            let address = try #require(try await allocate(.v6).made?.address)
            let answer = try await release(["appId": "demo", "ipAddressId": other, "ip": .string(address)])
            #expect(
                answer.text
                    == #"{"data":{"releaseIpAddress":{"clientMutationId":null,"app":{"name":"demo","sharedIpAddress":null,"ipAddresses":{"totalCount":0}}}}}"#
            )
        }
    }

    @Test func `an address is an address however it is spelled`() async throws {
        try await emulator.makeApp("demo")
        let address = try #require(try await allocate(.v6).made?.address)
        guard case .v6(let groups)? = InternetAddress(address) else {
            Issue.record("\(address) is no IPv6 address")
            return
        }
        let long = groups.map { String(repeating: "0", count: 4 - String($0, radix: 16).count) + String($0, radix: 16) }
            .joined(separator: ":").uppercased()
        let answer = try await release(["appId": "demo", "ip": .string(long)])
        #expect(try answer.data["releaseIpAddress"]?["app"]?["ipAddresses"]?["totalCount"] == 0)
    }

    @Test func `by the address's id, with or without its app`() async throws {
        try await emulator.makeApp("demo")
        for app: JSON? in [nil, "demo"] {
            let id = try #require(try await allocate(.v4).made?.id)
            var input: JSONObject = ["ipAddressId": .string(id), "clientMutationId": "7"]
            input["appId"] = app
            let payload = try await release(.object(input)).data["releaseIpAddress"]
            #expect(payload?["clientMutationId"] == "7")
            #expect(payload?["app"]?["ipAddresses"]?["totalCount"] == 0)
        }
    }

    @Test func `the shared address too`() async throws {
        try await emulator.makeApp("demo")
        let address = try #require(try await allocate(.sharedV4).app.sharedIP)
        let answer = try await release(["appId": "demo", "ip": .string(address)])
        #expect(try answer.data["releaseIpAddress"]?["app"]?["sharedIpAddress"] == .null)
        #expect(
            try await emulator.query(#"{ app(name: "demo") { sharedIpAddress } }"#).data["app"]?["sharedIpAddress"]
                == .null)
    }

    @Test func `what nobody or somebody else has is not found, and stays`() async throws {
        try await emulator.makeApp("demo")
        try await emulator.makeApp("other")
        let theirs = try #require(try await allocate(.v6, for: "other").made)
        let inputs: [JSON] = [
            ["appId": "demo", "ip": "2001:db8::1"], ["appId": "demo", "ip": "no address"],
            ["ipAddressId": "ip_0000000000000000"], ["appId": "demo", "ipAddressId": .string(theirs.id)],
            ["appId": "demo", "ip": .string(theirs.address)], ["ip": .string(theirs.address)],
        ]
        for input in inputs {
            let answer = try await release(input)
            #expect(try answer.data["releaseIpAddress"] == .null)
            #expect(try answer.errors[0]["message"] == "Could not find IPAssignment")
            #expect(try answer.errors[0]["path"] == ["releaseIpAddress"])
            #expect(try answer.errors[0]["extensions"]?["code"] == "NOT_FOUND")
        }
        #expect(try await emulator.world.addresses.list(of: "other").addresses.count == 1)
    }

    @Test func `the app must be there, and one of the two must say what`() async throws {
        try await emulator.makeApp("demo")
        #expect(
            try await release(["appId": "nobody", "ip": "2001:db8::1"]).errors[0]["message"]
                == "Could not find App \"nobody\"")
        #expect(try await release(["appId": "demo"]).errors[0]["extensions"]?["code"] == "INVALID_ARGUMENTS")
    }
}
