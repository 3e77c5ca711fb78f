import OrderedJSON
import Testing
import Windtunnel
import WindtunnelTestSupport

@Suite(.timeLimit(.minutes(5))) struct RateLimits {
    private func limits(_ emulator: TestEmulator) async throws -> JSON {
        try await emulator.get("/_windtunnel/limits").json
    }

    @Test func `a fourth action at once on a machine is refused, and a second later it is not`() async throws {
        try await withEmulator(EmulatorSetup(rateLimits: .enforce)) { emulator async throws in
            let machine = try await emulator.makeApp().makeStartedMachine()
            for _ in 0..<3 { #expect(try await machine.post("cordon").code == 200) }
            let refused = try await machine.post("cordon")
            #expect(refused.code == 429)
            #expect(refused.text == #"{"error":"rate limit exceeded"}"#)
            #expect(refused.header("retry-after") == "1")
            #expect(refused.requestID != nil)
            try await emulator.advance(by: "1s")
            #expect(try await machine.post("cordon").code == 200)
            #expect(try await machine.post("cordon").code == 429)
            #expect(try await limits(emulator) == ["mode": "enforce", "refused": 2, "would_refuse": 0])
        }
    }

    @Test func `each action and each machine has its own`() async throws {
        try await withEmulator(EmulatorSetup(rateLimits: .enforce)) { emulator async throws in
            let app = try await emulator.makeApp()
            let first = try await app.makeStartedMachine()
            let second = try await app.makeStartedMachine()
            for _ in 0..<3 { _ = try await first.post("cordon") }
            #expect(try await first.post("cordon").code == 429)
            #expect(try await first.post("uncordon").code == 200)
            #expect(try await second.post("cordon").code == 200)
        }
    }

    @Test func `where no machine is named it is the app's`() async throws {
        try await withEmulator(EmulatorSetup(rateLimits: .enforce)) { emulator async throws in
            let app = try await emulator.makeApp()
            let other = try await emulator.makeApp("other")
            for _ in 0..<3 { _ = try await app.makeMachine() }
            let refused = try await emulator.post(app.machinesPath, ["config": TestConfig.plain])
            #expect(refused.code == 429)
            _ = try await other.makeMachine()
            #expect(try await emulator.get(app.machinesPath).json.arrayValue?.count == 3)
        }
    }

    @Test func `a machine is read ten times at once and five times a second`() async throws {
        try await withEmulator(EmulatorSetup(rateLimits: .enforce)) { emulator async throws in
            let machine = try await emulator.makeApp().makeMachine()
            for _ in 0..<10 { #expect(try await emulator.get(machine.path).code == 200) }
            #expect(try await emulator.get(machine.path).code == 429)
            try await emulator.advance(by: "1s")
            for _ in 0..<5 { #expect(try await emulator.get(machine.path).code == 200) }
            #expect(try await emulator.get(machine.path).code == 429)
        }
    }

    @Test func `a hundred apps are deleted at once, whatever their names`() async throws {
        try await withEmulator(EmulatorSetup(rateLimits: .enforce)) { emulator async throws in
            for number in 0..<100 { #expect(try await emulator.delete("/v1/apps/app-\(number)").code == 404) }
            #expect(try await emulator.delete("/v1/apps/app-100").code == 429)
            try await emulator.advance(by: "1m")
            #expect(try await emulator.delete("/v1/apps/app-100").code == 404)
        }
    }

    @Test func `what names no app has no limit`() async throws {
        try await withEmulator(EmulatorSetup(rateLimits: .enforce)) { emulator async throws in
            for _ in 0..<20 {
                #expect(try await emulator.get("/v1/platform/regions").code == 200)
                #expect(try await emulator.get("/v1/apps?org_slug=personal").code == 200)
                #expect(try await emulator.get("/_windtunnel/clock").code == 200)
            }
        }
    }

    @Test func `worlds do not share their buckets, and a reset gives full ones`() async throws {
        try await withEmulator(EmulatorSetup(rateLimits: .enforce)) { emulator async throws in
            for _ in 0..<3 { #expect(try await emulator.get("/v1/apps/demo").code == 404) }
            #expect(try await emulator.get("/v1/apps/demo").code == 429)
            #expect(try await emulator.inWorld("blue").get("/v1/apps/demo").code == 404)
            #expect(try await limits(emulator.inWorld("blue"))["refused"] == 0)
            #expect(try await emulator.post("/_windtunnel/worlds/default/reset").code == 204)
            #expect(try await emulator.get("/v1/apps/demo").code == 404)
            #expect(try await limits(emulator)["refused"] == 0)
        }
    }

    @Test func `shadow counts and refuses nothing`() async throws {
        try await withEmulator(EmulatorSetup(rateLimits: .shadow)) { emulator async throws in
            for _ in 0..<8 { #expect(try await emulator.get("/v1/apps/demo").code == 404) }
            #expect(try await limits(emulator) == ["mode": "shadow", "refused": 0, "would_refuse": 5])
        }
    }

    @Test func `off is off`() async throws {
        try await withEmulator { emulator async throws in
            for _ in 0..<50 { #expect(try await emulator.get("/v1/apps/demo").code == 404) }
            #expect(try await limits(emulator) == ["mode": "off", "refused": 0, "would_refuse": 0])
        }
    }

    @Test func `a stranger's request is refused before it counts`() async throws {
        try await withEmulator(EmulatorSetup(tokens: Keys.file, rateLimits: .enforce)) { emulator async throws in
            for _ in 0..<10 { #expect(try await emulator.get("/v1/apps/demo").code == 401) }
            #expect(try await emulator.with(token: Keys.owner).get("/v1/apps/demo").code == 404)
        }
    }
}
