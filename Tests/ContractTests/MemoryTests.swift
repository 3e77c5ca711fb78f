import HTTPTypes
import OrderedJSON
import Testing
import WindtunnelTestSupport

/// The memory balloon of a running machine.
@Suite(.timeLimit(.minutes(5))) struct MachineMemory {
    private static let growing: JSON = [
        "image": "demo", "guest": ["cpu_kind": "shared", "cpus": 1, "memory_mb": 512, "max_memory_mb": 1024],
    ]

    private static func memory(of machine: TestMachine) async throws -> String {
        try await machine.app.emulator.get(machine.path + "/memory").text
    }

    @Test func `a machine has all its memory and uses a quarter of it`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine()
            let answer = try await emulator.get(machine.path + "/memory")
            #expect(answer.code == 200)
            #expect(answer.text == #"{"limit_mb":256,"available_mb":192}"#)
        }
    }

    @Test func `a limit is set and stays`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine(Self.growing)
            for limit in [128, 1024, 600] {
                let answer = try await emulator.send(.put, machine.path + "/memory", ["limit_mb": .int(limit)])
                #expect(answer.code == 200)
                #expect(answer.text == #"{"limit_mb":\#(limit),"available_mb":\#(limit - 128)}"#)
                #expect(try await Self.memory(of: machine) == answer.text)
            }
        }
    }

    @Test func `what is reclaimed is gone from the limit, and no more than there is`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine()
            let first = try await machine.post("memory/reclaim", ["amount_mb": 100])
            #expect(first.code == 200)
            #expect(first.text == #"{"actual_mb":100}"#)
            #expect(try await Self.memory(of: machine) == #"{"limit_mb":156,"available_mb":92}"#)
            #expect(try await machine.post("memory/reclaim", ["amount_mb": 100]).text == #"{"actual_mb":92}"#)
            #expect(try await machine.post("memory/reclaim", ["amount_mb": 1]).text == #"{"actual_mb":0}"#)
            #expect(try await Self.memory(of: machine) == #"{"limit_mb":64,"available_mb":0}"#)
        }
    }

    @Test func `a suspended machine keeps its balloon, a cold boot does not`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine()
            _ = try await machine.post("memory/reclaim", ["amount_mb": 56])
            for (rest, limit) in [("suspend", 200), ("stop", 256)] {
                _ = try await machine.post(rest)
                try await emulator.settle()
                _ = try await machine.post("start")
                try await emulator.settle()
                #expect(try await emulator.get(machine.path + "/memory").json["limit_mb"] == .int(limit))
            }
        }
    }

    @Test(
        arguments: [
            ("", "EOF"),
            ("{}", "invalid_argument: limit_mb is required"),
            (#"{"limit_mb":127}"#, "invalid_argument: limit_mb must be between 128 and 1024"),
            (#"{"limit_mb":1025}"#, "invalid_argument: limit_mb must be between 128 and 1024"),
            (
                #"{"limit_mb":"512"}"#,
                "json: cannot unmarshal string into Go struct field setMemoryLimitRequest.limit_mb of type int"
            ),
        ])
    func `a limit out of bounds is refused`(body: String, text: String) async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine(Self.growing)
            let answer = try await emulator.send(.put, machine.path + "/memory", bytes: Array(body.utf8))
            #expect(answer.code == 400)
            #expect(answer.error == text)
            #expect(try await Self.memory(of: machine) == #"{"limit_mb":512,"available_mb":384}"#)
        }
    }

    @Test(
        arguments: [
            (#"{}"#, "invalid_argument: amount_mb is required"),
            (#"{"amount_mb":0}"#, "invalid_argument: amount_mb must be positive"),
            (#"{"amount_mb":-1}"#, "invalid_argument: amount_mb must be positive"),
        ])
    func `nothing cannot be reclaimed`(body: String, text: String) async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine()
            let answer = try await emulator.send(.post, machine.path + "/memory/reclaim", bytes: Array(body.utf8))
            #expect(answer.code == 400)
            #expect(answer.error == text)
        }
    }

    @Test func `only a started machine has memory`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStoppedMachine()
            let answers = [
                try await emulator.get(machine.path + "/memory"),
                try await emulator.send(.put, machine.path + "/memory", ["limit_mb": 128]),
                try await machine.post("memory/reclaim", ["amount_mb": 1]),
            ]
            for answer in answers {
                #expect(answer.code == 412)
                #expect(answer.error == "failed_precondition: machine not running")
            }
        }
    }

    @Test func `a leased machine's memory is read by everybody and changed by its holder`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine()
            let proof = try await machine.lease()
            #expect(try await emulator.get(machine.path + "/memory").code == 200)
            #expect(try await emulator.send(.put, machine.path + "/memory", ["limit_mb": 128]).code == 409)
            #expect(try await machine.post("memory/reclaim", ["amount_mb": 1]).code == 409)
            #expect(try await machine.post("memory/reclaim", ["amount_mb": 1], headers: proof).code == 200)
        }
    }
}
