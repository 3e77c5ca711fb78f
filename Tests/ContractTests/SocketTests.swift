import FoundationEssentials
import HTTPTypes
import OrderedJSON
import Testing
import WindtunnelTestSupport

/// What a machine reaches from inside, over its own unix socket.
@Suite(.timeLimit(.minutes(5))) struct MachineSocket {
    private static func socket(of machine: TestMachine) async throws -> String? {
        let document = try await machine.app.emulator.get("/_windtunnel/machines/\(machine.id)").json
        return document["socket"]?.stringValue
    }

    @Test func `a machine suspends itself, without a token`() async throws {
        let tokens: JSON = [
            "tokens": [["token": "t", "user": "dev@example.com", "org": "personal", "access": "write"]]
        ]
        try await withEmulator(EmulatorSetup(tokens: tokens)) { emulator in
            let emulator = emulator.with(token: "t")
            let machine = try await emulator.makeApp().makeStartedMachine()
            let path = try #require(try await Self.socket(of: machine))
            try await LiveClient.with(socket: path) { inside in
                let shown = try await inside.send(.get, machine.path, host: "flaps")
                #expect(try shown.json["state"] == "started")
                let suspended = try await inside.send(.post, machine.path + "/suspend", host: "flaps")
                #expect(suspended.code == 200)
                #expect(suspended.text == #"{"ok":true}"#)
            }
            #expect(try await machine.state == "suspending")
            try await emulator.until("the socket is gone") { !FileManager.default.fileExists(atPath: path) }
            #expect(try await Self.socket(of: machine) == nil, "what rests has no socket")
        }
    }

    @Test func `a machine gets a token of its own`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine()
            let path = try #require(try await Self.socket(of: machine))
            try await LiveClient.with(socket: path) { inside in
                let token = try await inside.send(.post, "/v1/tokens/oidc", ["aud": "me"])
                #expect(token.code == 200)
                #expect(token.text.split(separator: ".").count == 3)
            }
        }
    }

    @Test func `two machines have two sockets, and each speaks for its own`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let (one, two) = (try await app.makeStartedMachine(), try await app.makeStartedMachine())
            let paths = [try await Self.socket(of: one), try await Self.socket(of: two)]
            #expect(paths[0] != paths[1])
            #expect(try await Self.socket(of: one) == paths[0], "asked twice it is the same")
        }
    }

    @Test(arguments: [
        ("/v1/apps/other", 403), ("/v1/apps/other/machines", 403), ("/v1/apps?org_slug=personal", 403),
        ("/v1/apps/demos/machines", 403), ("/_windtunnel/clock", 404), ("/graphql", 404),
    ])
    func `a machine reaches its own app and nothing else`(path: String, code: Int) async throws {
        try await withEmulator { emulator in
            _ = try await emulator.makeApp("other")
            let machine = try await emulator.makeApp().makeStartedMachine()
            let socket = try #require(try await Self.socket(of: machine))
            try await LiveClient.with(socket: socket) { inside in
                let answer = try await inside.send(.get, path)
                #expect(answer.code == code)
                #expect(answer.error == "unauthorized")
            }
        }
    }
}

/// Machines and the secrets they boot with.
@Suite(.timeLimit(.minutes(5))) struct MachineSecrets {
    @Test func `a machine does not boot with older secrets than it asks for`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let body: JSON = ["config": TestConfig.plain, "min_secrets_version": 1, "skip_secrets": false]
            let refused = try await emulator.post(app.machinesPath, body)
            #expect(refused.code == 412)
            #expect(
                refused.error == "failed_precondition: secrets version 1 is not available, currently 0")
            #expect(try await emulator.post(app.path + "/secrets", ["values": ["TOKEN": "swordfish"]]).code == 200)
            let made = try await emulator.post(app.machinesPath, body)
            #expect(made.code == 200)
            let id = try #require(try made.json["id"]?.stringValue)
            let update = try await emulator.post(
                app.machinesPath + "/" + id, ["config": TestConfig.plain, "min_secrets_version": 2])
            #expect(update.code == 412)
        }
    }

    @Test func `a command in a machine sees the secrets`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let machine = try await app.makeStartedMachine()
            #expect(try await emulator.post(app.path + "/secrets", ["values": ["TOKEN": "swordfish"]]).code == 200)
            let answer = try await machine.post("exec", ["cmd": "printenv TOKEN"])
            #expect(try answer.json["stdout"] == "swordfish\n")
        }
    }
}
