import HTTPTypes
import OrderedJSON
import Testing
import WindtunnelTestSupport

/// Signals to a machine's process: none of them is a stop.
@Suite(.timeLimit(.minutes(5))) struct Signals {
    private static let unrestarted: JSON = ["image": "demo", "restart": ["policy": "no"]]

    /// Signal as sent, exit code, `guest_signal`.
    private static let table: [(signal: JSON, code: Int, number: Int)] = [
        ("SIGTERM", 0, -1), ("SIGINT", 0, -1), (15, 0, -1), (2, 0, -1), ("SIGKILL", 137, 9), (9, 137, 9),
        ("SIGHUP", 129, 1), ("SIGQUIT", 131, 3), ("SIGILL", 132, 4), ("SIGTRAP", 133, 5), ("SIGABRT", 134, 6),
        ("SIGFPE", 136, 8), ("SIGUSR1", 138, 10), ("SIGSEGV", 139, 11), ("SIGUSR2", 140, 12), ("SIGPIPE", 141, 13),
        ("SIGALRM", 142, 14),
    ]

    @Test(arguments: table.indices)
    func `a signal ends the process, which nobody asked to stop`(row: Int) async throws {
        let (signal, code, number) = Self.table[row]
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine(Self.unrestarted)
            let answer = try await machine.post("signal", ["signal": signal])
            #expect(answer.code == 200)
            #expect(answer.text == #"{"ok":true}"#)
            try await emulator.settle()
            #expect(try await machine.state == "stopped")
            let exit = try await machine.document["events"]?[0]
            #expect(exit?["type"] == "exit")
            #expect(exit?["source"] == "flyd")
            #expect(exit?["request"]?["exit_event"]?["requested_stop"] == false)
            #expect(exit?["request"]?["exit_event"]?["exit_code"] == .int(code))
            #expect(exit?["request"]?["exit_event"]?["guest_exit_code"] == .int(code))
            #expect(exit?["request"]?["exit_event"]?["guest_signal"] == .int(number))
        }
    }

    @Test func `a killed process is a crash, so the restart policy acts`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine()
            #expect(try await machine.post("signal", ["signal": 9]).code == 200)
            try await emulator.settle()
            #expect(try await machine.state == "started")
            #expect(
                try await machine.events.suffix(3)
                    == ["exit/stopped/flyd", "restart/starting/flyd", "start/started/flyd"])
        }
    }

    private static let legal =
        "must be one of [SIGABRT SIGALRM SIGFPE SIGHUP SIGILL SIGINT SIGKILL SIGPIPE SIGQUIT SIGSEGV SIGTERM SIGTRAP "
        + "SIGUSR1 SIGUSR2]"

    @Test(
        arguments: [
            (#"{"signal":"SIGSTOP"}"#, "invalid_argument: invalid signal: SIGSTOP, \(legal)"),
            (#"{"signal":"kill"}"#, "invalid_argument: invalid signal: kill, \(legal)"),
            (#"{"signal":0}"#, "invalid_argument: invalid signal: 0, \(legal)"),
            (#"{"signal":19}"#, "invalid_argument: invalid signal: 19, \(legal)"),
            (#"{"signal":""}"#, "invalid_argument: signal is required"),
            (#"{}"#, "invalid_argument: signal is required"),
            (
                #"{"signal":[9]}"#,
                "json: cannot unmarshal array into Go struct field signalRequest.signal of type string"
            ),
            ("", "EOF"),
        ])
    func `a signal that is none is refused and nothing happens`(body: String, text: String) async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine()
            let answer = try await emulator.send(.post, machine.path + "/signal", bytes: Array(body.utf8))
            #expect(answer.code == 400)
            #expect(answer.error == text)
            try await emulator.settle()
            #expect(try await machine.events.last == "start/started/flyd")
        }
    }

    @Test func `only a started machine has a process to signal`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStoppedMachine()
            let answer = try await machine.post("signal", ["signal": 9])
            #expect(answer.code == 412)
            #expect(answer.error == "failed_precondition: machine not running")
        }
    }

    @Test func `nothing inside a machine on a lost host can be reached`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine()
            let host = "/_windtunnel/machines/\(machine.id)/host"
            #expect(try await emulator.send(.put, host, ["status": "unreachable"]).code == 200)
            let answers = [
                try await machine.post("signal", ["signal": 9]), try await machine.post("exec", ["cmd": "true"]),
                try await emulator.get(machine.path + "/ps"), try await emulator.get(machine.path + "/memory"),
                try await emulator.send(.put, machine.path + "/memory", ["limit_mb": 128]),
            ]
            for answer in answers {
                #expect(answer.code == 503)
                #expect(answer.error == "unavailable: host unreachable")
            }
        }
    }

    @Test func `a leased machine obeys its holder only`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine(Self.unrestarted)
            let proof = try await machine.lease()
            let refused = try await machine.post("signal", ["signal": 9])
            #expect(refused.code == 409)
            #expect(refused.error?.contains("lease currently held by") == true)
            #expect(try await machine.post("signal", ["signal": 9], headers: proof).code == 200)
            try await emulator.settle()
            #expect(try await machine.state == "stopped")
        }
    }
}
