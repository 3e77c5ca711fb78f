import HTTPTypes
import OrderedJSON
import Testing
import WindtunnelTestSupport

/// Addresses that an app's machines go out by.
@Suite(.timeLimit(.minutes(5))) struct EgressAddresses {
    private static func assign(_ app: TestApp, _ type: String, region: String = "") async throws -> Answer {
        try await app.emulator.post(
            app.path + "/ip_assignments",
            ["type": .string(type), "region": .string(region), "org_slug": "", "network": "", "service_name": ""])
    }

    private static func addresses(of app: TestApp) async throws -> [String] {
        let ips = try await app.emulator.get(app.path + "/ip_assignments").json["ips"]?.arrayValue ?? []
        return ips.compactMap { $0["ip"]?.stringValue }
    }

    @Test func `one is allocated, listed and released`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let made = try await Self.assign(app, "egress_v4", region: "ams")
            #expect(made.code == 200)
            let json = try made.json
            #expect(json["egress"] == true)
            #expect(json["type"] == "egress_v4")
            #expect(json["region"] == "ams")
            #expect(json["network"] == .null)
            let address = try #require(json["ip"]?.stringValue)
            #expect(try await Self.addresses(of: app) == [address])
            #expect(try await emulator.delete(app.path + "/ip_assignments/\(address)").code == 204)
            #expect(try await Self.addresses(of: app) == [])
            #expect(try await emulator.delete(app.path + "/ip_assignments/\(address)").code == 404)
        }
    }

    @Test func `a pair has no address of its own, and both of it are listed`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let pair = try await Self.assign(app, "egress_pair").json
            #expect(pair["ip"] == .null)
            #expect(pair["region"] == "iad", "where machines go by default")
            let both = ["v4", "v6"].compactMap { pair["ip_pair"]?[$0]?.stringValue }
            #expect(both.count == 2)
            #expect(try await Self.addresses(of: app) == both)
        }
    }

    @Test func `a region there is not is refused`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let answer = try await Self.assign(app, "egress_v6", region: "mars")
            #expect(answer.code == 400)
            #expect(answer.error == "invalid_argument: invalid region: mars")
        }
    }
}
