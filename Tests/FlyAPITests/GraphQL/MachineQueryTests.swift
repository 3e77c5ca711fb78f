import HTTPTypes
import MachineRules
import OrderedJSON
import Persistence
import Simulation
import Testing

/// Machines and volumes as GraphQL shows them (reference/graphql.md, section 3.4).
@Suite struct MachineQueries {
    private let emulator = Emulator()

    /// An app with a machine and the volume it mounts.
    private func makeMachine() async throws -> (machine: MachineID, volume: VolumeID) {
        try await emulator.makeApp("demo")
        let (machine, volume) = try await emulator.makeWorker()
        return (machine.id, volume.id)
    }

    @Test func `an app with a machine is deployed and shows it whole`() async throws {
        let (machine, volume) = try await makeMachine()
        let answer = try await emulator.query(
            """
            {
                app(name: "demo") {
                    deployed status state regions { code }
                    machines { totalCount nodes {
                        id name config region createdAt app { name } ips { nodes { family kind ip maskSize } } host { id }
                        egressIpAddresses { nodes { ip } }
                    } }
                    volumes { nodes { id name state region sizeGb encrypted attachedMachine { id } } }
                }
            }
            """)
        let app = try #require(answer.data["app"], "\(answer.text)")
        #expect(app["deployed"] == true)
        #expect(app["status"] == "deployed")
        #expect(app["state"] == "DEPLOYED")
        #expect(app["regions"] == [["code": "iad"]])
        #expect(app["machines"]?["totalCount"] == 1)
        let node = try #require(app["machines"]?["nodes"]?[0])
        #expect(node["id"] == .string(machine.rawValue))
        #expect(node["name"] == "worker")
        #expect(node["config"]?["image"] == "flyio/mcp:latest")
        #expect(node["createdAt"] == "2026-08-01T12:00:00Z")
        #expect(node["ips"]?["nodes"]?[0]?["ip"]?.stringValue?.hasPrefix("fdaa:") == true)
        #expect(
            app["volumes"]?["nodes"]?[0] == [
                "id": .string(volume.rawValue), "name": "data", "state": "created", "region": "iad", "sizeGb": 3,
                "encrypted": true, "attachedMachine": ["id": .string(machine.rawValue)],
            ])
    }

    @Test func `what happened to a machine is told, the newest first`() async throws {
        let (machine, _) = try await makeMachine()
        let exit: JSON = ["exit_code": 3, "oom_killed": true, "requested_stop": false]
        try await emulator.world.write { transaction in
            try EventRecord.insert(
                MachineEvent("exit", "stopped", .flyd, request: ["exit_event": exit]), id: transaction.ulid(),
                at: transaction.now, of: machine, in: transaction.database)
        }
        let answer = try await emulator.query(
            """
            query($id: String!) { machine(machineId: $id) {
                events { nodes { __typename id kind timestamp } }
                exits: events(kind: "exit") { nodes {
                    kind ... on MachineEventExit { exitCode oomKilled requestedStop metadata }
                } }
            } }
            """, ["id": .string(machine.rawValue)])
        let nodes = try #require(answer.data["machine"]?["events"]?["nodes"]?.arrayValue, "\(answer.text)")
        #expect(nodes.first?["__typename"] == "MachineEventExit")
        #expect(nodes.last?["__typename"] == "MachineEventGeneric")
        #expect(nodes.last?["kind"] == "launch")
        #expect(nodes.allSatisfy { $0["timestamp"] == "2026-08-01T12:00:00Z" && $0["id"]?.stringValue?.count == 26 })
        #expect(
            try answer.data["machine"]?["exits"]?["nodes"] == [
                [
                    "kind": "exit", "exitCode": 3, "oomKilled": true, "requestedStop": false,
                    "metadata": ["exit_event": exit],
                ]
            ])
    }

    @Test func `the app of a machine and of a volume is found without its name`() async throws {
        let (machine, volume) = try await makeMachine()
        let ofMachine = try await emulator.query(
            "query($id: String!) { gqlmachine: machine(machineId: $id) { id name app { name organization { id slug } } } }",
            ["id": .string(machine.rawValue)])
        #expect(try ofMachine.data["gqlmachine"]?["app"]?["name"] == "demo")
        let ofVolume = try await emulator.query(
            "query($id: ID!) { volume: volume(id: $id) { ... on Volume { app { name } usedBytes } } }",
            ["id": .string(volume.rawValue)])
        #expect(try ofVolume.data["volume"] == ["app": ["name": "demo"], "usedBytes": "0"])
    }

    @Test func `anything with an id is a node`() async throws {
        let (machine, volume) = try await makeMachine()
        let addressed = try await emulator.query(
            #"mutation { allocateIpAddress(input: {appId: "demo", type: v6}) { ipAddress { id } } }"#)
        let address = try #require(addressed.data["allocateIpAddress"]?["ipAddress"]?["id"])
        let account = try await emulator.query("{ personalOrganization { id } viewer { ... on User { id } } }").data
        let ids: [JSON] = [
            .string(machine.rawValue), .string(volume.rawValue), address, "demo", "nothing",
            try #require(account["personalOrganization"]?["id"]), try #require(account["viewer"]?["id"]),
        ]
        let answer = try await emulator.query(
            "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }", ["ids": .array(ids)])
        let nodes = try #require(answer.data["nodes"]?.arrayValue)
        #expect(
            nodes.map { $0["__typename"]?.stringValue } == [
                "Machine", "Volume", "IPAddress", "App", nil, "Organization", "User",
            ])
        for (id, node) in zip(ids, nodes) where node != .null { #expect(node["id"] == id) }
    }

    @Test func `machines are listed over all apps, of one, and by state`() async throws {
        let (machine, _) = try await makeMachine()
        try await emulator.makeApp("other")
        for (arguments, count): (String, JSON) in [
            ("first: 5", 1), ("appId: \"demo\"", 1), ("appId: \"other\"", 0), ("state: \"destroyed\"", 0),
        ] {
            let answer = try await emulator.query("{ machines(\(arguments)) { totalCount } }")
            #expect(try answer.data["machines"]?["totalCount"] == count, "\(arguments)")
        }
        try await emulator.world.machines.destroy(machine, in: "demo", force: true, nonce: nil)
        let gone = try await emulator.query("{ machines { totalCount } }")
        #expect(try gone.data["machines"]?["totalCount"] == 0)
    }
}
