import HTTPTypes
import NIOCore
import OrderedJSON
import Testing
import WindtunnelTestSupport

/// Checks of machines whose process really runs: they look.
@Suite(.timeLimit(.minutes(5))) struct ProcessChecks {
    private static let script = "echo port $PORT; exec sleep 1000"

    private static func status(_ machine: TestMachine, _ name: String = "alive") async throws -> [String] {
        let checks = try await machine.document["checks"]?.arrayValue ?? []
        let check = checks.first { $0["name"]?.stringValue == name }
        return [check?["status"]?.stringValue ?? "", check?["output"]?.stringValue ?? ""]
    }

    private static func until(_ word: String, _ machine: TestMachine) async throws -> String {
        try await machine.app.emulator.until("the check is \(word)") {
            let status = try await Self.status(machine)
            return status[0] == word && status[1] != ""
        }
        return try await status(machine)[1]
    }

    @Test func `a tcp check passes once something listens, and fails when nothing does any more`() async throws {
        try await withProcesses { emulator in
            let machine = try await emulator.makeApp().makeMachine(
                TestConfig.process(
                    Self.script, ["checks": ["alive": ["type": "tcp", "port": 8080, "interval": "15s"]]]))
            let port = try #require(Int(try await machine.says("port ")))
            #expect(
                try await Self.until("critical", machine)
                    == "dial tcp 127.0.0.1:\(port): connect: connection refused")
            let server = try await PeerServer.bind(port: port)
            // Until it has passed once it looks each second.
            try await emulator.advance(by: "1s")
            #expect(try await Self.until("passing", machine) == "Success")
            try await server.channel.close()
            try await emulator.advance(by: "14s")
            #expect(try await Self.status(machine).first == "passing")
            try await emulator.advance(by: "1s")
            _ = try await Self.until("critical", machine)
            _ = try await machine.post("stop")
            try await machine.reaches("stopped")
            #expect(try await Self.status(machine) == ["critical", "the machine hasn't started"])
        }
    }

    @Test func `an http check asks as it is told to, and wants an answer that says yes`() async throws {
        try await withProcesses { emulator in
            let check: JSON = [
                "type": "http", "port": 8080, "interval": "10s", "timeout": "3s", "method": "head", "path": "/up?a=1",
                "headers": [
                    ["name": "X-Probe", "values": ["one", "two"]], ["name": "Host", "values": ["app.test"]],
                ],
            ]
            let machine = try await emulator.makeApp().makeMachine(
                TestConfig.process(Self.script, ["checks": ["alive": check]]))
            let port = try #require(Int(try await machine.says("port ")))
            _ = try await Self.until("critical", machine)
            let server = try await PeerServer.bind(port: port)
            try await emulator.advance(by: "1s")
            let first = try await server.accept()
            let head = await first.read(until: "\r\n\r\n").split(separator: "\r\n").map(String.init)
            #expect(head.first == "HEAD /up?a=1 HTTP/1.1")
            #expect(head.contains("X-Probe: one") && head.contains("X-Probe: two") && head.contains("Host: app.test"))
            try await first.send("HTTP/1.1 204 No Content\r\n\r\n")
            #expect(try await Self.until("passing", machine) == "204 No Content")
            try await emulator.advance(by: "10s")
            let second = try await server.accept()
            _ = await second.read(until: "\r\n\r\n")
            try await second.send("HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n")
            #expect(try await Self.until("critical", machine) == "500 Internal Server Error")
            // One that does not answer in time fails as well.
            try await emulator.advance(by: "10s")
            let third = try await server.accept()
            _ = await third.read(until: "\r\n\r\n")
            try await emulator.advance(by: "3s")
            try await emulator.until("it has given up") {
                try await Self.status(machine)[1] == "context deadline exceeded"
            }
        }
    }

    @Test func `what a test makes a check say stands against what it finds`() async throws {
        try await withProcesses { emulator in
            let machine = try await emulator.makeApp().makeMachine(
                TestConfig.process(Self.script, ["checks": ["alive": ["type": "tcp", "port": 8080, "interval": "5s"]]]))
            _ = try await Self.until("critical", machine)
            let control = "/_windtunnel/machines/\(machine.id)/checks/alive"
            #expect(try await emulator.send(.put, control, ["status": "passing", "output": "said"]).code == 200)
            try await emulator.advance(by: "20s")
            #expect(try await Self.status(machine) == ["passing", "said"])
            #expect(try await emulator.delete(control).code == 200)
            #expect(try await Self.status(machine).first == "critical")
        }
    }

    @Test func `checks of emulated machines look at nothing`() async throws {
        try await withProcesses { emulator in
            let machine = try await emulator.makeApp().makeMachine(
                ["image": "demo", "checks": ["alive": ["type": "http", "port": 8080, "path": "/"]]])
            try await machine.reaches("started")
            #expect(try await Self.status(machine) == ["passing", "Success"])
        }
    }
}
