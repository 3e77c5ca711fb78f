import HTTPTypes
import OrderedJSON
import Testing
import WindtunnelTestSupport

/// How a request for an app finds a machine.
@Suite(.timeLimit(.minutes(5))) struct EdgeRouting {
    @Test(arguments: [
        "demo.fly.dev", "demo.fly.dev:4280", "demo.fly.localhost", "demo.fly.localhost:4280", "demo.localhost",
        "demo.flycast", "DEMO.Fly.Dev", "demo.fly.dev.", "demo.default.localhost",
    ])
    func `every form of its host leads to the app`(host: String) async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine(TestConfig.served())
            let answer = try await emulator.get("/path?q=1", host: host)
            #expect(answer.code == 200)
            #expect(try answer.json["machine"]?["id"] == .string(machine.id))
            #expect(try answer.json["path"] == "/path?q=1")
            #expect(try answer.json["headers"]?["host"] == .string(host))
        }
    }

    @Test(arguments: [
        ("/_app/demo", "/"), ("/_app/demo/", "/"), ("/_app/demo/a/b", "/a/b"), ("/_app/demo?x=1", "/?x=1"),
        ("/_app/demo/a?x=1&y=%20&x=2", "/a?x=1&y=%20&x=2"), ("/_app/demo//a", "//a"), ("/_app/demo/%2F", "/%2F"),
    ])
    func `the path form loses its prefix and keeps the rest as it was sent`(path: String, inner: String) async throws {
        try await withEmulator { emulator in
            _ = try await emulator.makeApp().makeStartedMachine(TestConfig.served())
            for host in ["localhost:4280", "127.0.0.1", "[::1]:4280", "api.machines.dev"] {
                let answer = try await emulator.get(path, host: host)
                #expect(answer.code == 200)
                #expect(try answer.json["path"] == .string(inner))
            }
        }
    }

    @Test func `an echo tells what it was asked, and by which proxy`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let machine = try await app.makeStartedMachine(TestConfig.served())
            let version = try await machine.instanceID
            var headers = HTTPFields()
            headers[.custom] = "Value"
            let answer = try await app.visit("/a?b=c", method: .put, body: "héllo", headers: headers)
            #expect(answer.code == 200)
            let echo = try answer.json
            #expect(echo.objectValue?.keys == ["machine", "method", "path", "headers", "body"])
            #expect(
                echo["machine"]
                    == ["id": .string(machine.id), "app": "demo", "region": "iad", "instance_id": .string(version)])
            #expect(echo["method"] == "PUT")
            #expect(echo["body"] == "héllo")
            #expect(echo["headers"]?["x-custom"] == "Value")
            #expect(echo["headers"]?["x-forwarded-proto"] == "https")
            #expect(echo["headers"]?["fly-forwarded-port"] == "443")
            #expect(echo["headers"]?["fly-region"] == "iad")
            #expect(echo["headers"]?["fly-client-ip"]?.stringValue?.isEmpty == false)
            #expect(echo["headers"]?["fly-request-id"]?.stringValue == answer.requestID)
            #expect(answer.header("via") == "1.1 fly.io")
        }
    }

    @Test func `an unknown app is 404 and made nowhere`() async throws {
        try await withEmulator { emulator in
            for host in ["nope.fly.dev", "demo.nowhere.localhost"] {
                let answer = try await emulator.get("/", host: host)
                #expect(answer.code == 404)
                #expect(answer.header("Windtunnel-Proxy-Error") == "PA04")
                #expect(answer.requestID != nil)
            }
            #expect(try await emulator.get("/_windtunnel/worlds").json["worlds"]?.arrayValue?.count == 1)
        }
    }

    @Test func `an app without a machine, or without services, has no candidate`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            for _ in 1...2 {
                let answer = try await app.visit()
                #expect(answer.code == 503)
                #expect(answer.header("Windtunnel-Proxy-Error") == "PR03")
                #expect(answer.header("content-type") == "text/plain; charset=utf-8")
                _ = try await app.makeStartedMachine()
            }
        }
    }

    @Test func `a stopped machine without autostart stays stopped`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let machine = try await app.makeStoppedMachine(TestConfig.served(autostart: false))
            let answer = try await app.visit()
            #expect(answer.code == 503)
            #expect(answer.header("Windtunnel-Proxy-Error") == "PR03")
            #expect(try await machine.state == "stopped")
        }
    }

    @Test func `a cordoned machine gets nothing unless it is named`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let cordoned = try await app.makeStartedMachine(TestConfig.served())
            let open = try await app.makeStartedMachine(TestConfig.served())
            _ = try await cordoned.post("cordon")
            for _ in 1...3 { #expect(try await app.visit().json["machine"]?["id"] == .string(open.id)) }
            _ = try await open.post("cordon")
            #expect(try await app.visit().code == 503)
            _ = try await cordoned.post("uncordon")
            #expect(try await app.visit().json["machine"]?["id"] == .string(cordoned.id))
        }
    }

    @Test func `a machine made without service registration is cordoned until uncordoned`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let machine = try await app.makeMachine(TestConfig.served(), ["skip_service_registration": true])
            try await emulator.settle()
            #expect(try await app.visit().code == 503)
            _ = try await machine.post("uncordon")
            #expect(try await app.visit().code == 200)
        }
    }

    @Test func `a forced instance is that machine or none`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let machines = [
                try await app.makeStartedMachine(TestConfig.served()),
                try await app.makeStartedMachine(TestConfig.served()),
            ]
            for machine in machines {
                var headers = HTTPFields()
                headers[.forceInstance] = machine.id
                #expect(try await app.visit(headers: headers).json["machine"]?["id"] == .string(machine.id))
            }
            var headers = HTTPFields()
            headers[.forceInstance] = "0123456789abcd"
            #expect(try await app.visit(headers: headers).code == 503)
        }
    }

    @Test func `an app is found in whichever world has it`() async throws {
        try await withEmulator { emulator in
            let red = emulator.inWorld("red")
            let machine = try await red.makeApp("only-red").makeMachine(TestConfig.served())
            try await red.settle()
            for host in ["only-red.fly.dev", "only-red.red.localhost"] {
                #expect(try await emulator.get("/", host: host).json["machine"]?["id"] == .string(machine.id))
            }
            #expect(try await emulator.get("/", host: "only-red.default.localhost").code == 404)
        }
    }

    @Test func `a HEAD has the head of the answer and no body`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            _ = try await app.makeStartedMachine(TestConfig.served())
            let answer = try await app.visit(method: .head)
            #expect(answer.code == 200)
            #expect(answer.bytes.isEmpty)
        }
    }
}

/// How a request brings a machine up.
@Suite(.timeLimit(.minutes(5))) struct EdgeWaking {
    /// Sends so many requests at once, moves time once all are held, and returns their answers.
    private static func visits(_ count: Int, of app: TestApp) async throws -> [Answer] {
        let emulator = app.emulator
        return try await withThrowingTaskGroup(of: Answer.self) { group in
            for _ in 1...count { group.addTask { try await app.visit() } }
            try await emulator.until("all requests are held") { emulator.requestsUnderWay == count }
            let mover = Task {
                while !Task.isCancelled, emulator.requestsUnderWay > 0 { try await emulator.advance(by: "1s") }
            }
            defer { mover.cancel() }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }

    @Test func `one start for many waiters`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let machine = try await app.makeStoppedMachine(TestConfig.served())
            let answers = try await Self.visits(20, of: app)
            #expect(answers.map(\.code) == Array(repeating: 200, count: 20))
            #expect(
                try await machine.events.filter { $0.hasPrefix("start/") }
                    == ["start/starting/proxy", "start/started/flyd"])
        }
    }

    @Test func `a request is held until the machine is up, and not longer`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let machine = try await app.makeStoppedMachine(TestConfig.served())
            async let answer = app.visit()
            try await emulator.until("the machine starts") { try await machine.state == "starting" }
            #expect(emulator.requestsUnderWay == 1)
            try await emulator.advance(by: "100ms")
            #expect(emulator.requestsUnderWay == 1)
            #expect(try await emulator.step().map(\.kind) == ["boot"])
            #expect(try await answer.code == 200)
        }
    }

    @Test(arguments: ["created", "stopped", "suspended", "stopping", "suspending", "restarting"])
    func `a machine is brought up from wherever it is`(state: String) async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let machine = try await app.makeMachine(TestConfig.served(), ["skip_launch": .bool(state == "stopped")])
            if state != "created" { try await emulator.settle() }
            switch state {
            case "suspended":
                _ = try await machine.post("suspend")
                try await emulator.settle()
            case "stopping": _ = try await machine.post("stop")
            case "suspending": _ = try await machine.post("suspend")
            case "restarting": _ = try await machine.post("restart")
            default: break
            }
            #expect(try await machine.state == state)
            #expect(try await Self.visits(2, of: app).map(\.code) == [200, 200])
            #expect(try await machine.state == "started")
        }
    }

    @Test func `a machine whose launch was skipped is launched by its first request`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let machine = try await app.makeMachine(TestConfig.served(), ["skip_launch": true])
            #expect(try await machine.state == "created")
            #expect(try await Self.visits(1, of: app).map(\.code) == [200])
        }
    }

    @Test func `a leased machine is not woken, and the caller is told`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let machine = try await app.makeStoppedMachine(TestConfig.served())
            _ = try await machine.lease()
            let answer = try await app.visit()
            #expect(answer.code == 503)
            #expect(answer.header("Windtunnel-Proxy-Error") == "PM01")
            #expect(answer.text.contains("lease currently held by"))
            #expect(try await machine.state == "stopped")
        }
    }

    @Test func `a machine that does not stay up is an error, not a hang`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let config: JSON = [
                "image": "demo", "metadata": ["windtunnel_guest": "process"], "restart": ["policy": "no"],
                "services": [["protocol": "tcp", "internal_port": 80, "autostart": true, "ports": [["port": 443]]]],
            ]
            _ = try await app.makeStoppedMachine(config)
            let answer = try #require(await Self.visits(1, of: app).first)
            #expect(answer.code == 502 || answer.code == 503)
            #expect(answer.header("Windtunnel-Proxy-Error") != nil)
        }
    }

    @Test func `a waiter whose client leaves does not stop the start`() async throws {
        try await withLiveEmulator { emulator, _ in
            let app = try await emulator.makeApp()
            let machine = try await app.makeStoppedMachine(TestConfig.served())
            let visit = Task { try await app.visit() }
            try await emulator.until("the machine starts") { try await machine.state == "starting" }
            visit.cancel()
            _ = await visit.result
            try await emulator.settle()
            #expect(try await machine.state == "started")
            #expect(try await app.visit().code == 200)
        }
    }
}

/// How machines go down again when nobody asks.
@Suite(.timeLimit(.minutes(5))) struct EdgeAutostop {
    @Test func `an idle machine is stopped after the idle time, and woken by the next request`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let machine = try await app.makeStartedMachine(TestConfig.served())
            try await emulator.advance(by: "3m")
            #expect(try await app.visit().code == 200)
            try await emulator.advance(by: "4m50s")
            #expect(try await machine.state == "started")
            try await emulator.advance(by: "20s")
            #expect(try await machine.state == "stopped")
            #expect(try await machine.events.suffix(2) == ["stop/stopping/proxy", "exit/stopped/flyd"])
            async let answer = app.visit()
            try await emulator.until("the machine starts") { try await machine.state == "starting" }
            try await emulator.settle()
            #expect(try await answer.code == 200)
            try await emulator.advance(by: "6m")
            #expect(try await machine.state == "stopped")
        }
    }

    @Test func `one that is to be suspended is suspended`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine(TestConfig.served(autostop: "suspend"))
            try await emulator.advance(by: "6m")
            #expect(try await machine.state == "suspended")
            #expect(try await machine.events.suffix(2) == ["suspend/suspending/proxy", "suspend/suspended/flyd"])
        }
    }

    @Test func `one that cannot be suspended is stopped instead`() async throws {
        try await withEmulator { emulator in
            var config = try #require(TestConfig.served(autostop: "suspend").objectValue)
            config["guest"] = ["cpu_kind": "shared", "cpus": 2, "memory_mb": 4096]
            let machine = try await emulator.makeApp().makeStartedMachine(.object(config))
            try await emulator.advance(by: "6m")
            #expect(try await machine.state == "stopped")
        }
    }

    @Test func `autostop off keeps a machine up`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine(TestConfig.served(autostop: "off"))
            try await emulator.advance(by: "10h")
            #expect(try await machine.state == "started")
        }
    }

    @Test func `so many machines stay up as the minimum says`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            for _ in 1...4 { _ = try await app.makeMachine(TestConfig.served(minimum: 2)) }
            try await emulator.settle()
            try await emulator.advance(by: "1h")
            let machines = try await emulator.get(app.machinesPath).json.arrayValue ?? []
            let states = machines.compactMap { $0["state"]?.stringValue }
            #expect(states.sorted() == ["started", "started", "stopped", "stopped"])
        }
    }

    @Test func `a leased machine is left alone`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine(TestConfig.served())
            _ = try await machine.lease(seconds: 900)
            try await emulator.advance(by: "10m")
            #expect(try await machine.state == "started")
            try await emulator.advance(by: "15m")
            #expect(try await machine.state == "stopped")
        }
    }

    @Test func `a machine taken back into routing is stopped in its turn`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine(TestConfig.served())
            _ = try await machine.post("cordon")
            try await emulator.advance(by: "1h")
            #expect(try await machine.state == "started")
            _ = try await machine.post("uncordon")
            try await emulator.advance(by: "11m")
            #expect(try await machine.state == "stopped")
        }
    }

    @Test func `until idle does not wait for the idle pass`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine(TestConfig.served())
            #expect(try await emulator.settle() == [])
            #expect(try await machine.state == "started")
        }
    }
}

extension HTTPField.Name {
    fileprivate static let custom = HTTPField.Name("X-Custom") ?? .from
    fileprivate static let forceInstance = HTTPField.Name("Fly-Force-Instance-Id") ?? .from
}
