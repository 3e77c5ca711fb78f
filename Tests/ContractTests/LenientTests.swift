import HTTPTypes
import MachineRules
import OrderedJSON
import Testing
import WindtunnelTestSupport

/// An emulator that would rather go on than refuse.
@Suite(.timeLimit(.minutes(5))) struct Lenient {
    private static let setup = EmulatorSetup(profile: .instant, lenient: true)

    private static func broken(_ change: (inout JSONObject) -> Void) -> JSON {
        var config: JSONObject = ["image": "registry.fly.io/demo:v1"]
        change(&config)
        return .object(config)
    }

    @Test func `a broken rule becomes a warning, and the document stays whole`() async throws {
        try await withEmulator(Self.setup) { emulator in
            let app = try await emulator.makeApp()
            let config = Self.broken { config in
                config["guest"] = ["cpu_kind": "shared", "cpus": 3, "memory_mb": 100]
                config["schedule"] = "sometimes"
                config["mounts"] = [["volume": "", "path": "data"]]
            }
            let body: JSON = ["region": "mars", "config": config]
            let answer = try await emulator.post(app.machinesPath, body)
            #expect(answer.code == 404, "a volume that is not there is no broken rule: \(answer.text)")
            let other = try await emulator.post(
                app.machinesPath,
                ["region": "mars", "config": Self.broken { $0["guest"] = ["cpus": 3] }])
            #expect(other.code == 200)
            #expect(
                other.header("windtunnel-warning")
                    == "invalid_argument: invalid region: mars; invalid config.guest.cpu_kind, must be one of "
                    + "[shared performance]")
            let machine = try other.json
            #expect(machine["region"] == "iad")
            #expect(machine["config"]?["guest"] == ["cpu_kind": "shared", "cpus": 3, "memory_mb": 256])
        }
    }

    @Test func `a request that breaks nothing has no warning`() async throws {
        try await withEmulator(Self.setup) { emulator in
            let app = try await emulator.makeApp()
            let answer = try await emulator.post(app.machinesPath, ["config": TestConfig.plain])
            #expect(answer.code == 200)
            #expect(answer.header("windtunnel-warning") == nil)
        }
    }

    @Test func `an update is lenient too`() async throws {
        try await withEmulator(Self.setup) { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine()
            let answer = try await machine.update(Self.broken { $0["schedule"] = "sometimes" })
            #expect(answer.code == 200)
            #expect(
                answer.header("windtunnel-warning")
                    == "invalid config.schedule, must be one of [hourly daily weekly monthly]")
        }
    }

    @Test(arguments: [
        (#"{"config": {"image": 7}}"#, "json: cannot unmarshal number into Go struct field"),
        (#"{"config": {"env": {}}}"#, "invalid_argument: config.image is required"),
        (#"{"config": {"image": "a", "env": "b"}"#, "unexpected EOF"),
    ])
    func `what no machine can be made of is refused all the same`(body: String, text: String) async throws {
        try await withEmulator(Self.setup) { emulator in
            let app = try await emulator.makeApp()
            let answer = try await emulator.send(.post, app.machinesPath, bytes: Array(body.utf8))
            #expect(answer.code == 400)
            #expect(answer.error?.hasPrefix(text) == true, "\(answer.text)")
        }
    }
}
