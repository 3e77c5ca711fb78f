import HTTPTypes
import MachineRules
import OrderedJSON
import Persistence
import Simulation
import Testing

/// Addresses for going out (reference/graphql.md, section 2.4).
@Suite struct EgressAddresses {
    private let emulator = Emulator()

    private static let allocate = """
        mutation($input: AllocateEgressIPAddressInput!) {
            allocateEgressIpAddress(input: $input) { v4, v6 }
        }
        """
    private static let release = """
        mutation($input: ReleaseEgressIPAddressInput!) {
            releaseEgressIpAddress(input: $input) { v4 v6 clientMutationId }
        }
        """
    private static let list = """
        query($appName: String!) {
            app(name: $appName) {
                egressIpAddresses { nodes { id ip version region updatedAt } }
                machines { nodes { id egressIpAddresses { nodes { id ip version region updatedAt } } } }
            }
        }
        """

    private func allocate(_ input: JSONObject) async throws -> JSON {
        let answer = try await emulator.query(Self.allocate, ["input": .object(input)])
        #expect(try answer.errors.isEmpty, "\(answer.text)")
        return try #require(answer.data["allocateEgressIpAddress"])
    }

    private func ofApp() async throws -> [JSON] {
        let answer = try await emulator.query(Self.list, ["appName": "demo"])
        return try #require(answer.data["app"]?["egressIpAddresses"]?["nodes"]?.arrayValue, "\(answer.text)")
    }

    private func makeMachine() async throws -> MachineID {
        try await emulator.world.machines.create(
            MachinesService.Draft(
                name: "worker", region: "ams", config: MachineConfig(stored: ["image": "flyio/mcp:latest"]),
                skipLaunch: false, skipServiceRegistration: false, currentVersion: nil, leaseTTL: nil, user: "dev",
                minSecretsVersion: nil),
            in: "demo"
        ) { $0.machine.id }
    }

    @Test func `an app gets a pair in a region, and another one when it asks again`() async throws {
        try await emulator.makeApp("demo")
        let first = try await allocate(["appId": "demo", "machineId": "", "region": "ams"])
        let second = try await allocate(["appId": "demo", "region": "ams"])
        #expect(first["v4"] != second["v4"])
        #expect(first["v6"] != second["v6"])
        let nodes = try await ofApp()
        #expect(nodes.map { $0["ip"] } == [first["v4"], first["v6"], second["v4"], second["v6"]])
        #expect(nodes.map { $0["version"] } == [4, 6, 4, 6])
        #expect(nodes.allSatisfy { $0["region"] == "ams" && $0["updatedAt"] == "2026-08-01T12:00:00Z" })
        for node in nodes {
            let isVersion4 =
                if case .v4 = InternetAddress(node["ip"]?.stringValue ?? "") { true } else { false }
            #expect(isVersion4 == (node["version"] == 4))
        }
        // They lead nowhere in, so this list has none of them; that of REST marks them.
        let others = try await emulator.query(#"{ app(name: "demo") { ipAddresses { totalCount } } }"#)
        #expect(try others.data["app"]?["ipAddresses"]?["totalCount"] == 0)
        let assigned = try await emulator.send(.get, "/v1/apps/demo/ip_assignments").json["ips"]?.arrayValue ?? []
        #expect(assigned.map { $0["ip"] } == nodes.map { $0["ip"] })
        #expect(assigned.allSatisfy { $0["egress"] == true })
    }

    @Test func `an address is released alone, however it is spelled`() async throws {
        try await emulator.makeApp("demo")
        let pair = try await allocate(["appId": "demo", "region": "ams"])
        let address = try #require(pair["v6"]?.stringValue)
        let answer = try await emulator.query(
            Self.release, ["input": ["appId": "demo", "machineId": "", "ip": .string(address.uppercased())]])
        #expect(
            answer.text
                == #"{"data":{"releaseEgressIpAddress":{"v4":null,"v6":"\#(address)","clientMutationId":null}}}"#)
        #expect(try await ofApp().map { $0["ip"] } == [pair["v4"]])
        let again = try await emulator.query(Self.release, ["input": ["appId": "demo", "ip": .string(address)]])
        #expect(try again.data["releaseEgressIpAddress"] == .null)
        #expect(try again.errors[0]["message"] == "Could not find EgressIPAddress")
        #expect(try again.errors[0]["extensions"] == ["code": "NOT_FOUND"])
    }

    @Test func `a machine has one pair in its region, and lets go of both at once`() async throws {
        try await emulator.makeApp("demo")
        let machine = JSON.string(try await makeMachine().rawValue)
        let first = try await allocate(["appId": "demo", "machineId": machine, "region": ""])
        #expect(try await allocate(["appId": "demo", "machineId": machine]) == first)
        #expect(try await ofApp() == [])
        let listed = try await emulator.query(Self.list, ["appName": "demo"])
        let nodes = try #require(
            listed.data["app"]?["machines"]?["nodes"]?[0]?["egressIpAddresses"]?["nodes"]?.arrayValue)
        #expect(nodes.map { $0["ip"] } == [first["v4"], first["v6"]])
        #expect(nodes.allSatisfy { $0["region"] == "ams" })
        let released = try await emulator.query(
            Self.release, ["input": ["appId": "demo", "machineId": machine, "ip": ""]])
        #expect(try released.data["releaseEgressIpAddress"]?["v4"] == first["v4"])
        #expect(try released.data["releaseEgressIpAddress"]?["v6"] == first["v6"])
        let again = try await emulator.query(Self.release, ["input": ["appId": "demo", "machineId": machine]])
        #expect(try again.errors[0]["message"] == "Could not find EgressIPAddress")
    }

    @Test(
        arguments: [
            (["appId": "demo"], "Either machineId or region is required", "INVALID_ARGUMENTS"),
            (["appId": "demo", "region": "xyz"], "invalid region: xyz", "INVALID_ARGUMENTS"),
            (["appId": "demo", "machineId": "d0"], "machine not found", "NOT_FOUND"),
            (["appId": "nobody", "region": "ams"], #"Could not find App "nobody""#, "NOT_FOUND"),
        ] as [(JSON, String, String)])
    func `an allocation that cannot be is refused`(input: JSON, message: String, code: String) async throws {
        try await emulator.makeApp("demo")
        let answer = try await emulator.query(Self.allocate, ["input": input])
        #expect(try answer.data["allocateEgressIpAddress"] == .null)
        #expect(try answer.errors[0]["message"] == .string(message))
        #expect(try answer.errors[0]["extensions"] == ["code": .string(code)])
    }

    @Test func `a release that names nothing is refused`() async throws {
        try await emulator.makeApp("demo")
        let answer = try await emulator.query(Self.release, ["input": ["appId": "demo", "ip": "", "machineId": ""]])
        #expect(try answer.errors[0]["message"] == "Either ip or machineId is required")
    }

    @Test func `an address for going out is a node`() async throws {
        try await emulator.makeApp("demo")
        _ = try await allocate(["appId": "demo", "region": "ams"])
        let id = try #require(try await ofApp()[0]["id"])
        let answer = try await emulator.query("query($id: ID!) { node(id: $id) { __typename id } }", ["id": id])
        #expect(try answer.data["node"] == ["__typename": "EgressIPAddress", "id": id])
    }
}
