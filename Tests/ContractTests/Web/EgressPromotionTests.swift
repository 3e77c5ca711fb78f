import OrderedJSON
import Testing
import WindtunnelTestSupport

/// `/api/v1/apps/{app}/egress_ips/{ip}/promote` (reference/graphql.md, section 4.2).
@Suite(.timeLimit(.minutes(5))) struct EgressPromotion {
    /// Allocates the pair of a machine.
    private static func pair(of machine: TestMachine, _ emulator: TestEmulator) async throws -> [String] {
        let query: JSON = [
            "query":
                "mutation($input: AllocateEgressIPAddressInput!) { allocateEgressIpAddress(input: $input) { v4, v6 } }",
            "variables": ["input": ["appId": "demo", "machineId": .string(machine.id), "region": ""]],
        ]
        let payload = try await emulator.post("/graphql", query).json["data"]?["allocateEgressIpAddress"]
        return try ["v4", "v6"].map { try #require(payload?[$0]?.stringValue) }
    }

    private static func ofApp(_ emulator: TestEmulator) async throws -> [String] {
        let ips = try await emulator.get("/v1/apps/demo/ip_assignments").json["ips"]?.arrayValue ?? []
        return ips.compactMap { $0["ip"]?.stringValue }
    }

    @Test func `a machine's address becomes the app's, and stays when the machine goes`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStoppedMachine()
            let pair = try await Self.pair(of: machine, emulator)
            #expect(try await Self.ofApp(emulator) == [])
            for _ in 1...2 {
                let answer = try await emulator.post("/api/v1/apps/demo/egress_ips/\(pair[0])/promote")
                #expect(answer.code == 204)
                #expect(answer.text.isEmpty)
            }
            #expect(try await Self.ofApp(emulator) == [pair[0]])
            _ = try await machine.destroy()
            try await emulator.settle()
            #expect(try await Self.ofApp(emulator) == [pair[0]])
        }
    }

    @Test func `an address of nobody's is not promoted, nor one of another app's`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStoppedMachine()
            _ = try await emulator.makeApp("other")
            let pair = try await Self.pair(of: machine, emulator)
            for path in ["demo/egress_ips/192.0.2.1", "other/egress_ips/\(pair[0])", "demo/egress_ips/x"] {
                let answer = try await emulator.post("/api/v1/apps/\(path)/promote")
                #expect(answer.code == 404, "\(path)")
                #expect(answer.error == "Could not find EgressIPAddress", "\(path)")
            }
            let noApp = try await emulator.post("/api/v1/apps/nobody/egress_ips/\(pair[0])/promote")
            #expect(noApp.error == "app not found")
        }
    }
}
