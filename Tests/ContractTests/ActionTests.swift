import HTTPTypes
import OrderedJSON
import Testing
import WindtunnelTestSupport

/// What can be done to a machine in each of its states.
@Suite(.timeLimit(.minutes(5))) struct Actions {
    @Test func `stop and start take a machine down and up again`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine()
            let version = try await machine.instanceID
            let stop = try await machine.post("stop", ["signal": "SIGTERM", "timeout": "0s"])
            #expect(stop.code == 200)
            #expect(stop.text == #"{"ok":true}"#)
            #expect(try await machine.state == "stopping")
            try await emulator.settle()
            #expect(try await machine.state == "stopped")

            let start = try await machine.post("start")
            #expect(start.code == 200)
            #expect(start.text == #"{"previous_state":"stopped","migrated":false,"new_host":""}"#)
            #expect(try await machine.state == "starting")
            try await emulator.settle()
            #expect(try await machine.state == "started")
            #expect(try await machine.instanceID == version)
            #expect(
                try await machine.events.suffix(4)
                    == ["stop/stopping/user", "exit/stopped/flyd", "start/starting/user", "start/started/flyd"])
        }
    }

    // MARK: - How a process is stopped

    private static let legalSignals =
        "must be one of [SIGHUP SIGINT SIGQUIT SIGKILL SIGUSR1 SIGUSR2 SIGTERM]"

    @Test(
        arguments: [
            (#"{"signal":"SIGSTOP"}"#, "invalid_argument: invalid signal: SIGSTOP, \(legalSignals)"),
            (#"{"signal":"sigterm"}"#, "invalid_argument: invalid signal: sigterm, \(legalSignals)"),
            (
                #"{"signal":15}"#,
                "json: cannot unmarshal number into Go struct field stopRequest.signal of type string"
            ),
            (#"{"timeout":"10"}"#, #"time: missing unit in duration "10""#),
            (#"{"timeout":"-1s"}"#, "invalid_argument: timeout must not be negative"),
            (#"{"timeout":true}"#, "invalid duration true"),
            (#"{"id":7}"#, "json: cannot unmarshal number into Go struct field stopRequest.id of type string"),
            (#"["SIGTERM"]"#, "json: cannot unmarshal array into Go value of type main.stopRequest"),
        ])
    func `a stop that makes no sense is refused and nothing stops`(body: String, text: String) async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine()
            let answer = try await emulator.send(.post, machine.path + "/stop", bytes: Array(body.utf8))
            #expect(answer.code == 400)
            #expect(answer.error == text)
            #expect(try await machine.state == "started")
        }
    }

    @Test(
        arguments: [
            "", "{}", #"{"signal":"","timeout":""}"#, #"{"signal":null,"timeout":0}"#, #"{"timeout":"0s"}"#,
            #"{"id":"whatever","signal":"SIGUSR2","timeout":"10m"}"#, #"{"timeout":60000000000}"#,
        ])
    func `a stop may leave everything open`(body: String) async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine()
            let answer = try await emulator.send(.post, machine.path + "/stop", bytes: Array(body.utf8))
            #expect(answer.code == 200)
            try await emulator.settle()
            #expect(try await machine.document["events"]?[0]?["request"]?["exit_event"]?["exit_code"] == 0)
        }
    }

    /// `stop_config.timeout`, the request's timeout, how long the stop may take.
    private static let timeouts: [(configured: String, asked: JSON, limit: String)] = [
        ("200ms", "0s", "200ms"), ("200ms", nil, "200ms"), ("5s", "100ms", "100ms"), ("5s", 100_000_000, "100ms"),
    ]

    @Test(arguments: timeouts.indices)
    func `the request's timeout wins over the configuration's`(row: Int) async throws {
        let (configured, asked, limit) = Self.timeouts[row]
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine(
                ["image": "demo", "stop_config": ["timeout": .string(configured)]])
            _ = try await machine.post("stop", ["timeout": asked])
            #expect(try await machine.state == "stopping")
            try await emulator.advance(by: limit)
            #expect(try await machine.state == "stopped")

            _ = try await machine.post("start")
            try await emulator.settle()
            guard case .string(let text) = asked else { return }
            _ = try await machine.post("restart?timeout=\(text)")
            #expect(try await machine.state == "restarting")
            try await emulator.advance(by: limit)
            #expect(try await machine.state == "starting")
        }
    }

    @Test func `a longer timeout than the configuration's leaves the process its time`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine(
                ["image": "demo", "stop_config": ["timeout": "100ms"]])
            _ = try await machine.post("stop", ["timeout": "10s"])
            try await emulator.advance(by: "200ms")
            #expect(try await machine.state == "stopping")
            try await emulator.advance(by: "10s")
            #expect(try await machine.state == "stopped")
        }
    }

    @Test(arguments: [#"{"signal":"SIGKILL"}"#, "{}"])
    func `a stop by SIGKILL ends the process by signal 9`(body: String) async throws {
        try await withEmulator { emulator in
            let stop: JSON = body == "{}" ? ["signal": "SIGKILL"] : [:]
            let machine = try await emulator.makeApp().makeStartedMachine(["image": "demo", "stop_config": stop])
            #expect(try await emulator.send(.post, machine.path + "/stop", bytes: Array(body.utf8)).code == 200)
            try await emulator.settle()
            #expect(try await machine.state == "stopped")
            let exit = try await machine.document["events"]?[0]?["request"]?["exit_event"]
            #expect(exit?["guest_signal"] == 9)
            #expect(exit?["exit_code"] == 137)
            #expect(exit?["requested_stop"] == true)
        }
    }

    @Test(
        arguments: [
            ("?force_stop=true", 137), ("?signal=SIGKILL", 137), ("?force_stop=false&timeout=5s&signal=SIGTERM", 0),
            ("?timeout=5", 0), ("?timeout=&signal=", 0),
        ])
    func `a restart ends the process as asked`(query: String, code: Int) async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine()
            #expect(try await machine.post("restart" + query).code == 200)
            try await emulator.settle()
            #expect(try await machine.state == "started")
            let exit = try await machine.document["events"]?.arrayValue?.first { $0["type"] == "exit" }
            #expect(exit?["request"]?["exit_event"]?["exit_code"] == .int(code))
            #expect(exit?["request"]?["exit_event"]?["requested_stop"] == true)
        }
    }

    @Test(
        arguments: [
            ("?signal=SIGSEGV", "invalid_argument: invalid signal: SIGSEGV, \(legalSignals)"),
            ("?timeout=soon", #"time: invalid duration "soon""#),
            ("?timeout=-5", "invalid_argument: timeout must not be negative"),
        ])
    func `a restart that makes no sense is refused and nothing restarts`(query: String, text: String) async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine()
            let answer = try await machine.post("restart" + query)
            #expect(answer.code == 400)
            #expect(answer.error == text)
            #expect(try await machine.state == "started")
        }
    }

    @Test func `suspend and start keep the process`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine()
            #expect(try await machine.post("suspend").text == #"{"ok":true}"#)
            #expect(try await machine.state == "suspending")
            try await emulator.settle()
            #expect(try await machine.state == "suspended")
            let start = try await machine.post("start")
            #expect(try start.json["previous_state"] == "suspended")
            try await emulator.settle()
            #expect(
                try await machine.events.suffix(4) == [
                    "suspend/suspending/user", "suspend/suspended/flyd", "start/starting/user", "start/started/flyd",
                ])
        }
    }

    @Test func `a restart leaves the old state before it answers`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine()
            let version = try await machine.instanceID
            #expect(try await machine.post("restart?force_stop=false").text == #"{"ok":true}"#)
            #expect(try await machine.state == "restarting")
            try await emulator.settle()
            #expect(try await machine.state == "started")
            #expect(try await machine.instanceID == version)
            #expect(
                try await machine.events.suffix(4)
                    == ["restart/stopping/user", "exit/stopped/flyd", "restart/starting/flyd", "start/started/flyd"])
        }
    }

    @Test func `a machine larger than two gigabytes cannot be suspended`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine(
                ["image": "demo", "guest": ["cpu_kind": "shared", "cpus": 2, "memory_mb": 4096]])
            let answer = try await machine.post("suspend")
            #expect(answer.code == 412)
            #expect(answer.error?.hasPrefix("failed_precondition: machine is not eligible for suspend: ") == true)
            #expect(try await machine.state == "started")
        }
    }

    @Test func `a running machine is destroyed only by force`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine()
            let refused = try await machine.destroy()
            #expect(refused.code == 412)
            #expect(
                refused.error
                    == "failed_precondition: unable to destroy machine, not currently stopped, suspended, failed or "
                    + "created")
            #expect(try await machine.state == "started")
            #expect(try await emulator.delete(machine.path + "?kill=true").text == #"{"ok":true}"#)
            #expect(try await machine.state == "destroying")
            try await emulator.settle()
            #expect(try await machine.state == "destroyed")
        }
    }

    @Test func `a cordon is put on and taken off, twice alike`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine()
            for (action, cordoned) in [("cordon", true), ("cordon", true), ("uncordon", nil), ("uncordon", nil)] {
                #expect(try await machine.post(action).text == #"{"ok":true}"#)
                #expect(try await machine.document["cordoned"]?.boolValue == cordoned)
                #expect(try await machine.state == "started")
            }
        }
    }

    /// Brings a machine into a state and no further.
    private static func machine(in state: String, of emulator: TestEmulator) async throws -> TestMachine {
        let app = try await emulator.makeApp()
        let machine: TestMachine
        switch state {
        case "created": return try await app.makeMachine()
        case "stopped": return try await app.makeStoppedMachine()
        case "starting":
            machine = try await app.makeStoppedMachine()
            _ = try await machine.post("start")
        case "suspended":
            machine = try await app.makeStartedMachine()
            _ = try await machine.post("suspend")
            try await emulator.settle()
        case "destroyed":
            machine = try await app.makeStoppedMachine()
            _ = try await machine.destroy()
            try await emulator.settle()
        default:
            machine = try await app.makeStartedMachine()
            switch state {
            case "stopping": _ = try await machine.post("stop")
            case "suspending": _ = try await machine.post("suspend")
            case "restarting": _ = try await machine.post("restart")
            case "replacing": _ = try await machine.update(["image": "demo:v2"])
            case "destroying": _ = try await machine.destroy(force: true)
            default: break
            }
        }
        let reached = try await machine.state
        guard reached == state else { throw TestSupportError("the machine is \(reached), not \(state)") }
        return machine
    }

    /// State, action, state right after, or the refusal of 412.
    private static let table: [(state: String, action: String, next: String?, refusal: String)] = [
        ("created", "start", nil, "unable to start machine from current state: 'created'"),
        ("stopping", "start", nil, "unable to start machine from current state: 'stopping'"),
        ("destroying", "start", nil, "unable to start machine from current state: 'destroying'"),
        ("destroyed", "start", nil, "unable to start machine from current state: 'destroyed'"),
        ("starting", "start", nil, "machine still attempting to start"),
        ("replacing", "start", nil, "machine getting replaced, refusing to start"),
        ("started", "start", "started", ""),
        ("suspending", "start", "starting", ""),
        ("stopped", "stop", "stopped", ""),
        ("created", "stop", "created", ""),
        ("starting", "stop", "stopping", ""),
        ("suspended", "stop", "stopping", ""),
        ("destroyed", "stop", nil, "unable to stop machine from current state: 'destroyed'"),
        ("suspended", "suspend", "suspended", ""),
        ("suspending", "suspend", "suspending", ""),
        ("stopped", "suspend", nil, "unable to suspend machine from current state: 'stopped'"),
        ("created", "suspend", nil, "unable to suspend machine from current state: 'created'"),
        ("stopped", "restart", "starting", ""),
        ("suspended", "restart", "starting", ""),
        ("destroying", "restart", nil, "unable to restart machine from current state: 'destroying'"),
    ]

    @Test(arguments: table.indices)
    func `an action does what the table says, and a refused one does nothing`(row: Int) async throws {
        let (state, action, next, refusal) = Self.table[row]
        try await withEmulator { emulator in
            let machine = try await Self.machine(in: state, of: emulator)
            let before = try await machine.events
            let answer = try await machine.post(action)
            if let next {
                #expect(answer.code == 200)
                #expect(try await machine.state == next)
            } else {
                #expect(answer.code == 412)
                #expect(answer.error == "failed_precondition: \(refusal)")
                #expect(try await machine.state == state)
                #expect(try await machine.events == before)
            }
        }
    }

    // MARK: - A process that ends by itself

    private static func exit(_ machine: TestMachine, code: Int) async throws {
        let answer = try await machine.app.emulator.post(
            "/_windtunnel/machines/\(machine.id)/exit", ["exit_code": .int(code)])
        #expect(answer.code == 202)
    }

    @Test(arguments: [("no", 1), ("on-failure", 0)])
    func `a process that ends and is not to be restarted rests stopped`(policy: String, code: Int) async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine(
                ["image": "demo", "restart": ["policy": .string(policy)]])
            try await Self.exit(machine, code: code)
            try await emulator.settle()
            #expect(try await machine.state == "stopped")
            let exit = try await machine.document["events"]?[0]
            #expect(exit?["type"] == "exit")
            #expect(exit?["request"]?["exit_event"]?["exit_code"] == .int(code))
            #expect(exit?["request"]?["exit_event"]?["requested_stop"] == false)
        }
    }

    @Test(arguments: [("always", 0), ("on-failure", 1)])
    func `a process that ends and is to be restarted boots again`(policy: String, code: Int) async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine(
                ["image": "demo", "restart": ["policy": .string(policy)]])
            try await Self.exit(machine, code: code)
            try await emulator.settle()
            #expect(try await machine.state == "started")
            #expect(
                try await machine.events.suffix(3)
                    == ["exit/stopped/flyd", "restart/starting/flyd", "start/started/flyd"])
        }
    }

    @Test func `retries are counted and end`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine(
                ["image": "demo", "restart": ["policy": "on-failure", "max_retries": 2]])
            for _ in 1...3 {
                try await Self.exit(machine, code: 1)
                try await emulator.settle()
            }
            #expect(try await machine.state == "stopped")
            #expect(try await machine.events.filter { $0 == "restart/starting/flyd" }.count == 2)
        }
    }

    @Test func `a machine that destroys itself goes after its process`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine(
                ["image": "demo", "auto_destroy": true, "restart": ["policy": "no"]])
            try await Self.exit(machine, code: 0)
            try await emulator.settle()
            #expect(try await machine.state == "destroyed")
            #expect(
                try await machine.events.suffix(3)
                    == ["exit/stopped/flyd", "destroy/destroying/flyd", "destroy/destroyed/flyd"])
        }
    }

    @Test func `only a started machine has a process that can end`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStoppedMachine()
            let answer = try await emulator.post("/_windtunnel/machines/\(machine.id)/exit", ["exit_code": 1])
            #expect(answer.code == 412)
            #expect(try await machine.state == "stopped")
        }
    }
}
