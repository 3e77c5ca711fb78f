import FoundationEssentials
import HTTPTypes
import MachineRules
import OrderedJSON
import Testing
import WindtunnelTestSupport

@testable import Simulation

/// Commands inside an emulated machine.
@Suite(.timeLimit(.minutes(5))) struct Exec {
    private static func run(_ machine: TestMachine, _ cmd: String) async throws -> Answer {
        try await machine.post("exec", ["cmd": .string(cmd)])
    }

    @Test func `a command's output and exit code are told`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine()
            let answer = try await machine.post("exec", ["cmd": "echo 'hello  there' again"])
            #expect(answer.code == 200)
            #expect(answer.header("content-type") == "application/json; charset=utf-8")
            #expect(answer.text == #"{"exit_code":0,"exit_signal":0,"stdout":"hello  there again\n","stderr":""}"#)
            let unknown = try await machine.post("exec", ["command": ["nginx", "-t"]])
            #expect(unknown.text == #"{"exit_code":127,"exit_signal":0,"stdout":"","stderr":"sh: nginx: not found\n"}"#)
        }
    }

    @Test func `command is preferred to cmd and is not split`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine()
            let answer = try await machine.post("exec", ["command": ["echo", "a  b", "'c'"], "cmd": "false"])
            #expect(try answer.json["stdout"] == "a  b 'c'\n")
        }
    }

    @Test func `what comes in on standard input is there to read`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine()
            let answer = try await machine.post("exec", ["command": ["cat"], "stdin": "one\ntwo"])
            #expect(try answer.json["stdout"] == "one\ntwo")
        }
    }

    @Test func `the environment is the platform's and the configuration's`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let machine = try await app.makeStartedMachine(
                [
                    "image": "nginx:1.27", "env": ["COLOR": "blue", "HOME": "/srv"],
                    "metadata": ["fly_process_group": "web"],
                    "guest": ["cpu_kind": "shared", "cpus": 1, "memory_mb": 512],
                ])
            let document = try await machine.document
            let expected: [(String, String?)] = [
                ("FLY_APP_NAME", "demo"), ("FLY_MACHINE_ID", machine.id), ("FLY_ALLOC_ID", machine.id),
                ("FLY_REGION", "iad"), ("FLY_PUBLIC_IP", document["private_ip"]?.stringValue),
                ("FLY_IMAGE_REF", "docker-hub-mirror.fly.io/library/nginx:1.27"),
                ("FLY_MACHINE_VERSION", document["instance_id"]?.stringValue),
                ("FLY_PRIVATE_IP", document["private_ip"]?.stringValue), ("FLY_PROCESS_GROUP", "web"),
                ("FLY_VM_MEMORY_MB", "512"), ("PRIMARY_REGION", "iad"), ("COLOR", "blue"), ("HOME", "/srv"),
            ]
            for (name, value) in expected {
                #expect(
                    try await Self.run(machine, "printenv \(name)").json["stdout"]?.stringValue == "\(value ?? "")\n")
            }
            #expect(try await Self.run(machine, "hostname").json["stdout"]?.stringValue == "\(machine.id)\n")
        }
    }

    @Test func `a container has an environment of its own`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine(
                [
                    "env": ["WHO": "machine"],
                    "containers": [
                        ["name": "one", "image": "nginx", "env": ["WHO": "one"]], ["name": "two", "image": "nginx"],
                    ],
                ])
            let cases: [(JSON, String)] = [
                ([:], "one"), (["container": "one"], "one"), (["container": "two"], "machine"),
                (["machine": true], "machine"), (["container": ""], "one"),
            ]
            for (extra, who) in cases {
                var body: JSONObject = ["cmd": "printenv WHO"]
                for member in extra.objectValue?.members ?? [] { body[member.key] = member.value }
                #expect(try await machine.post("exec", .object(body)).json["stdout"]?.stringValue == who + "\n")
            }
            let unknown = try await machine.post("exec", ["cmd": "true", "container": "three"])
            #expect(unknown.code == 404)
            #expect(unknown.error == "container not found")
        }
    }

    @Test func `the files of the machine's volume are seen, and nothing else of this host`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let volume = try await app.makeVolume()
            let machine = try await app.makeStartedMachine(
                ["image": "demo", "mounts": [["volume": "data", "path": "/data"]]])
            let folder = try await emulator.world.folder.volume(VolumeID(rawValue: volume))
            try Data("kept\n".utf8).write(to: URL(filePath: folder + "/note.txt"))
            try FileManager.default.createSymbolicLink(atPath: folder + "/out", withDestinationPath: "/etc")
            #expect(try await Self.run(machine, "cat /data/note.txt").json["stdout"] == "kept\n")
            #expect(try await Self.run(machine, "ls /data").json["stdout"] == "lost+found\nnote.txt\nout\n")
            #expect(try await Self.run(machine, "ls").json["stdout"] == "data\n")
            for path in ["/etc/passwd", "/data/out/passwd", "/data/../etc/passwd", folder + "/note.txt"] {
                let answer = try await Self.run(machine, "cat \(path)")
                #expect(try answer.json["exit_code"] == 1)
                #expect(try answer.json["stdout"] == "")
                #expect(try answer.json["stderr"]?.stringValue == "cat: \(path): No such file or directory\n")
            }
        }
    }

    // MARK: - Time

    private static func untilAsleep(_ emulator: TestEmulator) async throws {
        let world = try await emulator.world
        // The limit of the exec is one timer; the sleep, which ends before it, the other.
        try await emulator.until("the command sleeps") {
            world.timers.next.map { $0 < world.now + .seconds(20) } == true
        }
    }

    @Test func `a sleep takes the world's time`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine()
            let world = try await emulator.world
            let (start, before) = (world.now.seconds, world.timers.next)
            async let answer = Self.run(machine, "sh -c 'date +%s; sleep 10; date +%s'")
            try await Self.untilAsleep(emulator)
            try await emulator.advance(by: "10s")
            #expect(try await answer.json["stdout"]?.stringValue == "\(start)\n\(start + 10)\n")
            #expect(world.waits.count == 0)
            #expect(world.timers.next == before)
        }
    }

    @Test(arguments: [(nil, 30), (0, 30), (5, 5), (60, 60), (600, 60)] as [(Int?, Int)])
    func `a command that takes too long is given up`(timeout: Int?, limit: Int) async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine()
            var body: JSONObject = ["cmd": .string("sleep \(limit)")]
            body["timeout"] = timeout.map { .int($0) }
            let request = JSON.object(body)
            let world = try await emulator.world
            // A started machine has a timer of its own: the next look whether it is idle.
            let (before, end) = (world.timers.next, world.now + .seconds(limit))
            async let answer = machine.post("exec", request)
            try await emulator.until("the command runs") { world.timers.next == end }
            try await emulator.advance(by: "\(limit)s")
            #expect(try await answer.code == 408)
            #expect(
                try await answer.error
                    == "deadline_exceeded: command did not finish within \(limit == 60 ? "1m0s" : "\(limit)s")")
            #expect(world.timers.next == before)
        }
    }

    @Test(arguments: ["stop", "suspend", "restart", "destroy"])
    func `a command dies with its machine`(action: String) async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine()
            async let answer = Self.run(machine, "sleep 10")
            try await Self.untilAsleep(emulator)
            let done = action == "destroy" ? try await machine.destroy(force: true) : try await machine.post(action)
            #expect(done.code == 200)
            #expect(try await answer.code == 412)
            #expect(try await answer.error == "failed_precondition: exec request failed: EOF")
        }
    }

    @Test func `a command ends when its client leaves`() async throws {
        try await withLiveEmulator { emulator, _ in
            let machine = try await emulator.makeApp().makeStartedMachine()
            let world = try await emulator.world
            let before = world.timers.next
            let exec = Task { try await Self.run(machine, "sleep 10") }
            try await Self.untilAsleep(emulator)
            exec.cancel()
            try await emulator.until("the command is forgotten") {
                world.waits.count == 0 && world.timers.next == before
            }
        }
    }

    @Test func `a second command on the same client is answered, too`() async throws {
        try await withLiveEmulator { emulator, _ in
            let machine = try await emulator.makeApp().makeStartedMachine()
            for _ in 1...3 {
                let answer = try await Self.run(machine, "echo hi")
                #expect(try answer.json["stdout"] == "hi\n")
                #expect(answer.header("connection") != "close")
            }
        }
    }

    // MARK: - Refusals

    @Test(
        arguments: [
            ("", "EOF"),
            (#"{"cmd":"echo"#, "unexpected EOF"),
            ("{}", "invalid_argument: command or cmd is required"),
            (#"{"cmd":"  ","command":[]}"#, "invalid_argument: command or cmd is required"),
            (#"{"cmd":"echo 'a"}"#, "invalid_argument: invalid cmd: unterminated quoted string"),
            (#"{"cmd":"echo a\\"}"#, "invalid_argument: invalid cmd: nothing after a backslash"),
            (
                #"{"cmd":"true","container":"a","machine":true}"#,
                "invalid_argument: container and machine are mutually exclusive"
            ),
            (#"{"cmd":"true","timeout":-1}"#, "invalid_argument: timeout must not be negative"),
            (
                #"{"command":"true"}"#,
                "json: cannot unmarshal string into Go struct field execRequest.command of type []string"
            ),
        ])
    func `a request that makes no sense is refused`(body: String, text: String) async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine()
            let answer = try await emulator.send(.post, machine.path + "/exec", bytes: Array(body.utf8))
            #expect(answer.code == 400)
            #expect(answer.error == text)
        }
    }

    @Test func `only a started machine runs commands`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStoppedMachine()
            let answer = try await Self.run(machine, "true")
            #expect(answer.code == 412)
            #expect(answer.error == "failed_precondition: machine not running")
            let missing = try await emulator.post(machine.app.machinesPath + "/00000000000000/exec", ["cmd": "true"])
            #expect(missing.code == 404)
            #expect(missing.error == "machine not found")
        }
    }

    @Test func `a leased machine runs commands of its holder only`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine()
            let proof = try await machine.lease()
            let refused = try await Self.run(machine, "true")
            #expect(refused.code == 409)
            #expect(refused.error?.contains("lease currently held by") == true)
            #expect(try await machine.post("exec", ["cmd": "true"], headers: proof).code == 200)
        }
    }
}
