import HTTPTypes
import OrderedJSON
import Testing
import WindtunnelTestSupport

/// How a machine's process is reached: by the edge, by `exec`, by checks. The test itself listens on the port that the
/// process was told, so that it decides what the program does.
@Suite(.timeLimit(.minutes(5))) struct ProcessReach {
    private static let service: JSON = [
        "internal_port": 8080, "autostart": true, "autostop": "stop",
        "ports": [["port": 443, "handlers": ["tls", "http"]]],
    ]

    private static func served(_ more: JSON = [:]) -> JSON {
        var config = more.objectValue ?? [:]
        config["services"] = [service]
        return TestConfig.process(
            "echo port $PORT; trap 'exit 0' INT; while :; do sleep 1000 & wait; done", .object(config))
    }

    private static func server(for machine: TestMachine) async throws -> PeerServer {
        try await PeerServer.bind(port: try #require(Int(try await machine.says("port "))))
    }

    /// The edge looks again as the world's time goes on.
    private static func connection(to server: PeerServer, of emulator: TestEmulator) async throws -> Peer {
        try await emulator.until("the edge looks again") {
            if server.connections > 0 { return true }
            try await emulator.advance(by: "500ms")
            return false
        }
        return try await server.accept()
    }

    @Test func `a request reaches the process, and its answer the client`() async throws {
        try await withProcesses { emulator in
            let machine = try await emulator.makeApp().makeMachine(Self.served())
            let server = try await Self.server(for: machine)
            async let answer = machine.app.visit("/hello?x=1", method: .post, body: "body")
            let peer = try await server.accept()
            let head = await peer.read(until: "\r\n\r\n")
            #expect(head.hasPrefix("POST /hello?x=1 HTTP/1.1\r\n"))
            #expect(await peer.read(until: "body") == "body")
            try await peer.send("HTTP/1.1 201 Created\r\nContent-Length: 5\r\nX-Own: yes\r\n\r\nmade\n")
            #expect(try await answer.code == 201)
            #expect(try await answer.text == "made\n")
            #expect(try await answer.header("X-Own") == "yes")
        }
    }

    @Test func `a stopped one is started by a request, which waits for it to listen`() async throws {
        try await withProcesses { emulator in
            let machine = try await emulator.makeApp().makeMachine(Self.served())
            try await machine.says("port ")
            _ = try await machine.post("stop")
            try await machine.reaches("stopped")
            let first = try await machine.output.count
            async let answer = machine.app.visit("/")
            try await emulator.until("it is up again") { try await machine.output.count > first }
            let server = try await Self.server(for: machine)
            let peer = try await Self.connection(to: server, of: emulator)
            _ = await peer.read(until: "\r\n\r\n")
            try await peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            #expect(try await answer.text == "ok")
        }
    }

    @Test func `one that has just begun is waited for as well, whoever started its machine`() async throws {
        try await withProcesses { emulator in
            let machine = try await emulator.makeApp().makeMachine(Self.served())
            async let answer = machine.app.visit("/")
            try await emulator.until("the request is there") { emulator.requestsUnderWay == 1 }
            let server = try await Self.server(for: machine)
            let peer = try await Self.connection(to: server, of: emulator)
            _ = await peer.read(until: "\r\n\r\n")
            try await peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            #expect(try await answer.text == "ok")
        }
    }

    @Test func `one that does not listen, long after it began, is a refused connection`() async throws {
        try await withProcesses { emulator in
            let machine = try await emulator.makeApp().makeMachine(Self.served())
            try await machine.says("port ")
            try await emulator.advance(by: "8s")
            let answer = try await machine.app.visit("/")
            #expect(answer.code == 502)
            #expect(answer.header("Windtunnel-Proxy-Error") == "PC01")
        }
    }

    @Test func `one that closes before its answer is whole is told as such`() async throws {
        try await withProcesses { emulator in
            let machine = try await emulator.makeApp().makeMachine(Self.served())
            let server = try await Self.server(for: machine)
            async let answer = machine.app.visit("/")
            let peer = try await server.accept()
            _ = await peer.read(until: "\r\n\r\n")
            try await peer.send("HTTP/1.1 200 ")
            try await peer.close()
            #expect(try await answer.code == 502)
            #expect(try await answer.header("Windtunnel-Proxy-Error") == "PU02")
        }
    }

    @Test func `exec runs beside the process`() async throws {
        try await withProcesses { emulator in
            let app = try await emulator.makeApp()
            let machine = try await app.makeMachine(
                TestConfig.process("echo here > mark; echo up; exec sleep 1000", ["env": ["COLOR": "blue"]]))
            try await machine.says("up")
            let script = "cat mark; cat; echo $FLY_MACHINE_ID $COLOR; echo bad >&2; exit 3"
            let answer = try await machine.post("exec", ["command": ["sh", "-c", .string(script)], "stdin": "in\n"])
            #expect(
                try answer.json
                    == [
                        "exit_code": 3, "exit_signal": 0, "stdout": .string("here\nin\n\(machine.id) blue\n"),
                        "stderr": "bad\n",
                    ])
            let killed = try await machine.post("exec", ["cmd": "sh -c 'kill -TERM $$'"])
            #expect(try killed.json["exit_code"] == 143)
            #expect(try killed.json["exit_signal"] == 15)
            let unknown = try await machine.post("exec", ["cmd": "no-such-program"])
            #expect(try unknown.json["exit_code"] == 127)
            #expect(
                try unknown.json["stderr"]
                    == "exec: \"no-such-program\": executable file not found in $PATH\n")
            let large = try await machine.post("exec", ["cmd": "head -c 3000000 /dev/zero"])
            #expect(try large.json["stdout"]?.stringValue?.utf8.count == 1 << 20)
        }
    }

    @Test func `an exec that takes too long is killed`() async throws {
        try await withProcesses { emulator in
            let machine = try await emulator.makeApp().makeMachine(
                TestConfig.process("echo up; exec sleep 1000"))
            try await machine.says("up")
            async let answer = machine.post(
                "exec", ["command": ["sh", "-c", "echo $$ > pid; exec sleep 1000"], "timeout": 5])
            var pid = ""
            try await emulator.until("it runs") {
                pid =
                    try await machine.post("exec", ["cmd": "sh -c 'cat pid 2>/dev/null'"]).json["stdout"]?
                    .stringValue?.filter(\.isNumber) ?? ""
                return !pid.isEmpty
            }
            try await emulator.advance(by: "5s")
            #expect(try await answer.code == 408)
            try await emulator.until("it is gone") { [pid] in !isAlive(pid) }
        }
    }

    @Test func `ps shows what really runs, with its sockets`() async throws {
        try await withProcesses { emulator in
            let machine = try await emulator.makeApp().makeMachine(
                TestConfig.process("sleep 1000 & echo pid $$; wait"))
            let pid = try await machine.says("pid ")
            var list: [JSON] = []
            // It takes the shell's child a moment to become another program.
            try await emulator.until("sleep is among them") {
                list = try await emulator.get(machine.path + "/ps").json.arrayValue ?? []
                return list.contains { $0["command"] == "sleep 1000" && ($0["rss"]?.intValue ?? 0) > 0 }
            }
            #expect(list.count == 2)
            #expect(
                list.contains {
                    $0["pid"]?.intValue == Int(pid) && $0["directory"]?.stringValue?.hasSuffix(machine.id) == true
                })
            #expect(list.allSatisfy { ($0["rss"]?.intValue ?? 0) > 0 })
        }
    }
}
