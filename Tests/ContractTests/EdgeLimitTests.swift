import HTTPTypes
import OrderedJSON
import Testing
import WindtunnelTestSupport

/// How load, regions, checks and limits decide who gets a request.
@Suite(.timeLimit(.minutes(5))) struct EdgeLimits {
    /// A machine that takes a while for all but quick requests, and one request at a time.
    private static let slow = TestConfig.scripted(
        #"{"delay":"1m","unless":"x-quick"}"#,
        service: ["concurrency": ["type": "requests", "soft_limit": 1, "hard_limit": 1]])

    private func header(_ name: String, _ value: String) throws -> HTTPFields {
        var headers = HTTPFields()
        headers[try #require(HTTPField.Name(name))] = value
        return headers
    }

    @Test func `a request waits while every machine is at its hard limit, and takes the first free place`() async throws
    {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let machine = try await app.makeStartedMachine(Self.slow)
            async let first = app.visit()
            try await emulator.until("the machine is busy") { try await emulator.load(of: machine) == 1 }
            try await emulator.advance(by: "50s")
            async let second = app.visit(headers: header("X-Quick", "1"))
            try await emulator.until("another one waits") { emulator.waitingForRoom == 1 }
            #expect(emulator.requestsUnderWay == 2)
            try await emulator.advance(by: "10s")
            #expect(try await [first.code, second.code] == [200, 200])
            #expect(emulator.waitingForRoom == 0)
        }
    }

    @Test func `after twenty seconds it is told that there is no candidate`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let machine = try await app.makeStartedMachine(Self.slow)
            async let first = app.visit()
            try await emulator.until("the machine is busy") { try await emulator.load(of: machine) == 1 }
            async let second = app.visit()
            try await emulator.until("another one waits") { emulator.waitingForRoom == 1 }
            try await emulator.advance(by: "19s")
            #expect(emulator.waitingForRoom == 1)
            try await emulator.advance(by: "1s")
            let refused = try await second
            #expect(refused.code == 503)
            #expect(refused.header("Windtunnel-Proxy-Error") == "PR03")
            #expect(refused.text.contains("every machine is at its hard limit of 1"))
            try await emulator.advance(by: "40s")
            #expect(try await first.code == 200)
        }
    }

    @Test func `who waits is let in by a machine that comes`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let busy = try await app.makeStartedMachine(Self.slow)
            async let first = app.visit()
            try await emulator.until("the machine is busy") { try await emulator.load(of: busy) == 1 }
            async let second = app.visit(headers: header("X-Quick", "1"))
            try await emulator.until("another one waits") { emulator.waitingForRoom == 1 }
            let other = try await app.makeStartedMachine(Self.slow)
            #expect(try await second.json["machine"]?["id"] == .string(other.id))
            try await emulator.advance(by: "1m")
            #expect(try await first.json["machine"]?["id"] == .string(busy.id))
        }
    }

    @Test func `over the soft limit another machine is started, and only then`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let config = TestConfig.scripted(
                #"{"delay":"1m","unless":"x-quick"}"#, service: ["concurrency": ["soft_limit": 1]])
            let busy = try await app.makeStartedMachine(config)
            let sleeper = try await app.makeStoppedMachine(config)
            async let first = app.visit()
            try await emulator.until("the machine is busy") { try await emulator.load(of: busy) == 1 }
            #expect(try await sleeper.events.contains { $0.hasPrefix("start/") } == false)
            async let second = app.visit(headers: header("X-Quick", "1"))
            try await emulator.until("the sleeper starts") { try await sleeper.state == "starting" }
            try await emulator.settle()
            #expect(try await second.json["machine"]?["id"] == .string(sleeper.id))
            try await emulator.advance(by: "1m")
            #expect(try await first.code == 200)
        }
    }

    @Test func `the closest region is served first, another where it is wished for`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            for region in ["nrt", "ewr", "lhr"] {
                _ = try await app.makeMachine(TestConfig.served(autostop: "off"), ["region": .string(region)])
            }
            try await emulator.settle()
            let table: [(HTTPFields, String?)] = [
                ([:], "ewr"), (try header("Fly-Prefer-Region", "nrt,lhr"), "nrt"),
                (try header("Fly-Prefer-Region", "eu"), "lhr"), (try header("Fly-Prefer-Region", "gru"), "ewr"),
                (try header("Fly-Force-Region", "gru,lhr"), "lhr"), (try header("Fly-Force-Region", "gru"), nil),
            ]
            for (headers, region) in table {
                let answer = try await app.visit(headers: headers)
                #expect(answer.code == (region == nil ? 503 : 200))
                if let region { #expect(try answer.json["machine"]?["region"] == .string(region)) }
                if region == nil { #expect(answer.header("Windtunnel-Proxy-Error") == "PR03") }
            }
        }
    }

    @Test func `a preferred instance that cannot be had is named to whoever answers`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let up = try await app.makeStartedMachine(TestConfig.served())
            let down = try await app.makeStoppedMachine(TestConfig.served())
            let name = "fly-preferred-instance-unavailable"
            let echo = try await app.visit(headers: header("Fly-Prefer-Instance-Id", down.id)).json
            #expect(echo["machine"]?["id"] == .string(up.id))
            #expect(echo["headers"]?[name] == .string(down.id))
            let direct = try await app.visit(headers: header("Fly-Prefer-Instance-Id", up.id)).json
            #expect(direct["machine"]?["id"] == .string(up.id))
            #expect(direct["headers"]?[name] == nil)
        }
    }

    @Test func `a machine whose service check fails gets nothing until it passes again`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let checked = TestConfig.scripted(
                "{}", service: ["checks": [["type": "tcp", "port": 8080, "interval": "15s", "timeout": "2s"]]])
            let machine = try await app.makeStartedMachine(checked)
            let check = "/_windtunnel/machines/\(machine.id)/checks/servicecheck-00-tcp-8080"
            for (status, code) in [("critical", 503), ("warning", 200), ("critical", 503), ("passing", 200)] {
                let report = try await emulator.send(.put, check, ["status": .string(status)])
                #expect(report.code < 300)
                let answer = try await app.visit()
                #expect(answer.code == code)
                if code == 503 { #expect(answer.header("Windtunnel-Proxy-Error") == "PR03") }
            }
            _ = try await emulator.send(.put, check, ["status": "critical"])
            let other = try await app.makeStartedMachine(TestConfig.served())
            for _ in 1...3 { #expect(try await app.visit().json["machine"]?["id"] == .string(other.id)) }
        }
    }

    @Test func `an informational check takes nobody out of routing`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            var config = try #require(TestConfig.served().objectValue)
            config["checks"] = ["alive": ["type": "tcp", "port": 8080]]
            let machine = try await app.makeStartedMachine(.object(config))
            _ = try await emulator.send(
                .put, "/_windtunnel/machines/\(machine.id)/checks/alive", ["status": "critical"])
            #expect(try await app.visit().code == 200)
        }
    }

    @Test func `equal machines share the requests`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            for _ in 1...2 { _ = try await app.makeStartedMachine(TestConfig.served()) }
            var seen: Set<String> = []
            for _ in 1...40 { seen.insert(try await app.visit().json["machine"]?["id"]?.stringValue ?? "") }
            #expect(seen.count == 2)
        }
    }

    @Test func `a machine that does not come up is passed over for one that does`() async throws {
        try await withEmulator(.instant) { emulator in
            let app = try await emulator.makeApp()
            let leased = try await app.makeStoppedMachine(TestConfig.served())
            let free = try await app.makeStoppedMachine(TestConfig.served())
            _ = try await leased.lease()
            #expect(try await app.visit().json["machine"]?["id"] == .string(free.id))
        }
    }

    @Test func `the older switch turns autostart off for services that say nothing`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let config: JSON = [
                "image": "demo", "disable_machine_autostart": true,
                "services": [["protocol": "tcp", "internal_port": 80, "ports": [["port": 443]]]],
            ]
            let machine = try await app.makeStoppedMachine(config)
            #expect(try await app.visit().code == 503)
            #expect(try await machine.state != "started")
        }
    }

    @Test func `a world is found whatever the case of its name`() async throws {
        try await withEmulator { emulator in
            let red = emulator.inWorld("Red")
            let machine = try await red.makeApp("only-red").makeMachine(TestConfig.served())
            try await red.settle()
            for host in ["only-red.Red.localhost", "only-red.red.localhost"] {
                #expect(try await emulator.get("/", host: host).json["machine"]?["id"] == .string(machine.id))
            }
        }
    }
}

/// How a program's failures are told.
@Suite(.timeLimit(.minutes(5))) struct EdgeErrors {
    @Test(arguments: [
        ("refuse", "PC01", "instance refused connection: nothing listens there\n"),
        ("break", "PU02", "could not complete HTTP request to instance: connection closed before message completed\n"),
    ])
    func `a program that lets its client down is 502`(failure: String, code: String, text: String) async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            _ = try await app.makeStartedMachine(TestConfig.scripted(#"{"fails":"\#(failure)"}"#))
            let answer = try await app.visit()
            #expect(answer.code == 502)
            #expect(answer.header("Windtunnel-Proxy-Error") == code)
            #expect(answer.header("content-type") == "text/plain; charset=utf-8")
            #expect(answer.text == text)
        }
    }

    @Test func `a program that does not listen after its start is given eight seconds`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let machine = try await app.makeStoppedMachine(TestConfig.scripted(#"{"fails":"refuse"}"#))
            async let visit = app.visit()
            try await emulator.until("the machine starts") { try await machine.state == "starting" }
            try await emulator.step()
            #expect(try await machine.state == "started")
            for _ in 1...13 { try await emulator.advance(by: "500ms") }
            #expect(emulator.requestsUnderWay == 1)
            for _ in 1...10 { try await emulator.advance(by: "500ms") }
            let answer = try await visit
            #expect(answer.code == 503)
            #expect(answer.header("Windtunnel-Proxy-Error") == "PM05")
        }
    }
}

/// What the idle pass does where several machines run.
@Suite(.timeLimit(.minutes(5))) struct EdgeAutostopOfSeveral {
    @Test func `a machine with requests under way is given a moment before it stops`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let config = TestConfig.scripted(#"{"delay":"1h"}"#, service: ["autostop": "stop"])
            let machines = [try await app.makeMachine(config), try await app.makeMachine(config)]
            try await emulator.settle()
            let name = try #require(HTTPField.Name("Fly-Force-Instance-Id"))
            try await withThrowingTaskGroup(of: Answer.self) { group in
                for machine in machines {
                    group.addTask { try await app.visit(headers: [name: machine.id]) }
                    try await emulator.until("it is busy") { try await emulator.load(of: machine) == 1 }
                }
                for (seconds, states) in [(299, ["started", "started"]), (5, ["started", "started"])] {
                    try await emulator.advance(by: "\(seconds)s")
                    #expect(try await [machines[0].state, machines[1].state] == states)
                }
                try await emulator.advance(by: "10s")
                let states = try await [machines[0].state, machines[1].state]
                #expect(states.sorted() == ["started", "stopped"])
                try await emulator.advance(by: "1h")
                for try await answer in group { #expect(answer.code > 0) }
            }
        }
    }
}
