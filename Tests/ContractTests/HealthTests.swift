import HTTPTypes
import OrderedJSON
import Testing
import WindtunnelTestSupport

/// What checks say, and what happens when a host goes away.
@Suite(.timeLimit(.minutes(5))) struct Health {
    private static let checked: JSON = [
        "image": "registry.fly.io/demo:v1",
        "checks": ["alive": ["type": "tcp", "port": 8080, "grace_period": "10s", "interval": "5s"]],
        "services": [
            [
                "protocol": "tcp", "internal_port": 8080,
                "checks": [["type": "http", "path": "/", "grace_period": "20s", "interval": "5s"]],
            ]
        ],
    ]

    private static func statuses(_ machine: TestMachine) async throws -> [String] {
        try await machine.document["checks"]?.arrayValue?.map { check in
            [check["name"], check["status"]].map { $0?.stringValue ?? "" }.joined(separator: " ")
        } ?? []
    }

    @Test func `checks fail until the machine runs and their grace is over, each at its own time`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeMachine(Self.checked)
            #expect(try await Self.statuses(machine) == ["alive critical", "servicecheck-00-http-8080 critical"])
            #expect(try await machine.document["checks"]?[0]?["output"] == "the machine hasn't started")
            try await emulator.settle()
            #expect(try await Self.statuses(machine) == ["alive critical", "servicecheck-00-http-8080 critical"])
            #expect(try await machine.document["checks"]?[0]?["output"] == "")
            try await emulator.advance(by: "10s")
            #expect(try await Self.statuses(machine) == ["alive passing", "servicecheck-00-http-8080 critical"])
            let since = try await machine.document["checks"]?[0]?["updated_at"]
            try await emulator.advance(by: "10s")
            #expect(try await Self.statuses(machine) == ["alive passing", "servicecheck-00-http-8080 passing"])
            #expect(try await machine.document["checks"]?[0]?["updated_at"] == since, "only a change moves the time")
            let listed = try await emulator.get(machine.app.machinesPath).json[0]?["checks"]?[1]?["status"]
            #expect(listed == "passing", "a list tells the same")
        }
    }

    @Test func `checks of a stopped machine fail`() async throws {
        try await withEmulator(.instant) { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine(Self.checked)
            #expect(try await Self.statuses(machine) == ["alive passing", "servicecheck-00-http-8080 passing"])
            _ = try await machine.post("stop")
            try await emulator.settle()
            #expect(try await Self.statuses(machine) == ["alive critical", "servicecheck-00-http-8080 critical"])
        }
    }

    @Test func `a check is made to fail, and let go again`() async throws {
        try await withEmulator(.instant) { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine(Self.checked)
            let path = "/_windtunnel/machines/\(machine.id)/checks/alive"
            let told = try await emulator.send(.put, path, ["status": "warning", "output": "slow"])
            #expect(told.code == 200)
            let check = try await machine.document["checks"]?[0]
            #expect(check?["status"] == "warning")
            #expect(check?["output"] == "slow")
            #expect(try await machine.state == "started", "a failing check stops nothing")
            #expect(try await emulator.delete(path).code == 200)
            #expect(try await Self.statuses(machine).first == "alive passing")
        }
    }

    @Test(arguments: [
        ("checks/nobody", #"{"status": "critical"}"#, 404, "the machine has no check \"nobody\""),
        ("checks/alive", #"{"status": "fine"}"#, 400, "\"status\" is one of passing, warning, critical"),
        ("checks/alive", "{}", 400, "\"status\" is missing"),
        ("host", #"{"status": "gone"}"#, 400, "\"status\" is one of ok, unknown, unreachable"),
        ("host", #"{"state": "ok"}"#, 400, "unknown key \"state\""),
    ])
    func `a control that makes no sense says why`(
        path: String, body: String, code: Int, text: String
    ) async throws {
        try await withEmulator(.instant) { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine(Self.checked)
            let answer = try await emulator.send(
                .put, "/_windtunnel/machines/\(machine.id)/\(path)", bytes: Array(body.utf8))
            #expect(answer.code == code)
            #expect(answer.error == text)
        }
    }

    @Test func `a machine on a lost host cannot be asked or changed, but given up`() async throws {
        try await withEmulator(.instant) { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine(TestConfig.plain)
            let host = "/_windtunnel/machines/\(machine.id)/host"
            #expect(try await emulator.send(.put, host, ["status": "unreachable"]).code == 200)
            let document = try await machine.document
            #expect(document["host_status"] == "unreachable")
            #expect(document["config"] == nil)
            #expect(document["incomplete_config"]?["image"] == "registry.fly.io/demo:v1")
            for action in ["start", "stop", "suspend", "restart"] {
                let answer = try await machine.post(action)
                #expect(answer.code == 503)
                #expect(answer.error == "unavailable: host unreachable")
            }
            #expect(try await machine.update(TestConfig.plain).code == 503)
            #expect(try await machine.destroy().code == 503)
            #expect(try await emulator.send(.put, host, ["status": "ok"]).code == 200)
            #expect(try await machine.document["config"]?["image"] == "registry.fly.io/demo:v1")
            #expect(try await emulator.send(.put, host, ["status": "unreachable"]).code == 200)
            #expect(try await machine.destroy(force: true).code == 200)
        }
    }

    @Test func `a standby rests until the host of its machine is lost`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let machine = try await app.makeStartedMachine()
            let standby = try await app.makeMachine([
                "image": "registry.fly.io/demo:v1", "standbys": [.string(machine.id)],
            ])
            try await emulator.settle()
            #expect(try await standby.state == "stopped")
            let host = "/_windtunnel/machines/\(machine.id)/host"
            #expect(try await emulator.send(.put, host, ["status": "unreachable"]).code == 200)
            #expect(try await standby.state == "starting")
            try await emulator.settle()
            #expect(try await standby.state == "started")
            #expect(try await standby.events.suffix(2) == ["start/starting/flyd", "start/started/flyd"])
        }
    }
}

/// A destroyed machine can be read for a while.
@Suite(.timeLimit(.minutes(5))) struct Retention {
    @Test func `a destroyed machine is shown for a day, and forgotten then`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let machine = try await app.makeStartedMachine()
            _ = try await machine.destroy(force: true)
            try await emulator.settle()
            try await emulator.advance(by: "23h59m")
            #expect(try await machine.state == "destroyed")
            #expect(try await machine.events.last == "destroy/destroyed/flyd")
            #expect(try await emulator.get(app.machinesPath).json == [])
            let all = try await emulator.get(app.machinesPath + "?include_deleted=true").json
            #expect(all[0]?["id"]?.stringValue == machine.id)
            try await emulator.advance(by: "2m")
            let gone = try await emulator.get(machine.path)
            #expect(gone.code == 404)
            #expect(gone.error == "machine not found")
            #expect(try await emulator.get(app.machinesPath + "?include_deleted=true").json == [])
        }
    }
}
