import HTTPTypes
import MachineRules
import OrderedJSON
import Synchronization
import Testing
import WindtunnelTestSupport

/// Counts from anywhere.
final class Count: Sendable {
    private let count = Mutex(0)

    var value: Int { count.withLock { $0 } }

    func add(_ number: Int) { count.withLock { $0 += number } }
}

/// Apps that stand before the developer's own server (`serve --app APP=URL`).
@Suite(.timeLimit(.minutes(5))) struct AppsBeforeAServer {
    /// Runs `body` with the app `demo`, whose machine stands before the server.
    private static func withDemo(
        _ body: @escaping @Sendable (TestApp, LiveClient, PeerServer) async throws -> Void
    ) async throws {
        try await PeerServer.with { server in
            let url = "http://127.0.0.1:\(server.port)"
            try await withLiveEmulator(EmulatorSetup(profile: .instant, apps: ["demo": url])) { emulator, live in
                try await body(TestApp(emulator: emulator, name: "demo"), live, server)
            }
        }
    }

    private static func machine(of app: TestApp) async throws -> TestMachine {
        let machines = try await app.emulator.get(app.machinesPath).json.arrayValue ?? []
        let machine = try #require(machines.first)
        #expect(machines.count == 1)
        return TestMachine(app: app, id: try #require(machine["id"]?.stringValue), created: machine)
    }

    private static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

    @Test func `the app and its machine are there, reached at 80 and 443, started and stopped on demand`() async throws
    {
        try await Self.withDemo { app, _, server in
            let config = try await Self.machine(of: app).document["config"]
            #expect(config?["metadata"]?["windtunnel_upstream"] == .string("http://127.0.0.1:\(server.port)"))
            let service = try #require(config?["services"]?.arrayValue?.first)
            #expect(service["autostart"] == true)
            #expect(service["autostop"] == "stop")
            #expect(service["ports"]?.arrayValue?.map { $0["port"] } == [80, 443])
        }
    }

    @Test func `a request starts the machine and reaches the server as the proxy passes it on`() async throws {
        try await Self.withDemo { app, _, server in
            let machine = try await Self.machine(of: app)
            _ = try await machine.post("stop")
            try await app.emulator.settle()
            #expect(try await machine.state == "stopped")
            async let answer = app.visit("/hello?a=1", method: .post, body: "body")
            let peer = try await server.accept()
            let request = await peer.read(until: "\r\n\r\nbody")
            #expect(request.hasPrefix("POST /hello?a=1 HTTP/1.1\r\nHost: demo.fly.dev\r\n"))
            #expect(request.contains("\r\nFly-Client-IP: 127.0.0.1\r\n"))
            #expect(request.contains("\r\nX-Forwarded-Proto: https\r\n"))
            try await peer.send("HTTP/1.1 201 Created\r\nX-App: yes\r\nContent-Length: 2\r\n\r\nok")
            let got = try await answer
            #expect(got.code == 201)
            #expect(got.header("x-app") == "yes")
            #expect(got.header("fly-request-id") != nil)
            #expect(got.text == "ok")
            #expect(try await machine.state == "started")
        }
    }

    @Test func `a server that does not run is said so`() async throws {
        let port = try await PeerServer.with { $0.port }
        try await withLiveEmulator(EmulatorSetup(profile: .instant, apps: ["demo": "http://127.0.0.1:\(port)"])) {
            emulator, _ in
            let answer = try await TestApp(emulator: emulator, name: "demo").visit()
            #expect(answer.code == 502)
            #expect(answer.header("windtunnel-proxy-error") == "PC01")
            #expect(answer.text.contains("nothing listens on 127.0.0.1:\(port): Connection refused"))
        }
    }

    @Test func `a server that an API call names is not connected to`() async throws {
        try await PeerServer.with { server in
            try await withEmulator(.instant) { emulator in
                var config = try #require(TestConfig.served().objectValue)
                config["metadata"] = ["windtunnel_upstream": .string("http://127.0.0.1:\(server.port)")]
                let app = try await emulator.makeApp()
                _ = try await app.makeStartedMachine(.object(config))
                let answer = try await app.visit()
                #expect(answer.code == 502)
                #expect(answer.header("windtunnel-proxy-error") == "PC01")
                #expect(answer.text.contains("--app demo=http://127.0.0.1:\(server.port)"))
            }
        }
    }

    @Test func `an answer that breaks off cuts the connection`() async throws {
        try await Self.withDemo { app, live, server in
            let client = try await Peer.connect(port: live.port)
            try await client.send("GET / HTTP/1.1\r\nHost: \(app.host)\r\n\r\n")
            let peer = try await server.accept()
            _ = await peer.read(until: "\r\n\r\n")
            try await peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n")
            #expect(await client.read(until: "half").hasSuffix("half"))
            try await peer.close()
            #expect(await client.readToEnd().hasSuffix("0\r\n\r\n") == false)
        }
    }

    @Test func `a client that leaves ends the exchange with the server`() async throws {
        try await Self.withDemo { app, live, server in
            let client = try await Peer.connect(port: live.port)
            try await client.send("GET / HTTP/1.1\r\nHost: \(app.host)\r\n\r\n")
            let peer = try await server.accept()
            _ = await peer.read(until: "\r\n\r\n")
            try await client.close()
            #expect(await peer.readToEnd() == "")
        }
    }

    @Test func `a client that asks whether to go on is told so`() async throws {
        try await Self.withDemo { app, live, server in
            let client = try await Peer.connect(port: live.port)
            try await client.send(
                "PUT / HTTP/1.1\r\nHost: \(app.host)\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n")
            #expect(await client.read(until: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
            try await client.send("body")
            let peer = try await server.accept()
            let request = await peer.read(until: "body")
            #expect(!request.lowercased().contains("expect:"))
            try await peer.send(Self.ok)
            #expect(await client.read(until: "\r\n\r\nok").hasPrefix("HTTP/1.1 200 OK\r\n"))
        }
    }

    @Test func `a client that reads slowly slows the server down`() async throws {
        let (pieces, size) = (96, 1 << 20)
        try await Self.withDemo { app, live, server in
            let client = try await Peer.connect(port: live.port)
            try await client.send("GET / HTTP/1.1\r\nHost: \(app.host)\r\n\r\n")
            let peer = try await server.accept()
            _ = await peer.read(until: "\r\n\r\n")
            try await peer.send("HTTP/1.1 200 OK\r\nContent-Length: \(pieces * size)\r\n\r\n")
            _ = await client.read(until: "\r\n\r\n")
            try await client.pause()
            let taken = Count()
            let sending = Task {
                let piece = [UInt8](repeating: 120, count: size)
                for _ in 0..<pieces {
                    try await peer.send(bytes: piece)
                    taken.add(size)
                }
            }
            // Enough of other work for a server that is not held back to send all of it.
            for _ in 0..<500 { _ = try await app.emulator.get(app.path) }
            // Besides the edge's own buffers these are the kernel's, on both of its sides.
            #expect(taken.value < 40 << 20)
            try await client.goOn()
            #expect(await client.skip(pieces * size) == pieces * size)
            try await sending.value
        }
    }

    @Test func `an answer that says nothing for longer than idle_timeout is cut`() async throws {
        try await Self.withDemo { app, live, server in
            let machine = try await Self.machine(of: app)
            var config = try #require(await machine.document["config"]?.objectValue)
            config["services"] = [
                [
                    "protocol": "tcp", "internal_port": 80, "autostart": true,
                    "ports": [["port": 443, "handlers": ["tls", "http"], "http_options": ["idle_timeout": 30]]],
                ]
            ]
            #expect(try await machine.update(.object(config)).code == 200)
            try await app.emulator.settle()
            let client = try await Peer.connect(port: live.port)
            try await client.send("GET / HTTP/1.1\r\nHost: \(app.host)\r\n\r\n")
            let peer = try await server.accept()
            _ = await peer.read(until: "\r\n\r\n")
            try await peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            for word in ["one", "two"] {
                try await peer.send("3\r\n\(word)\r\n")
                #expect(await client.read(until: word).hasSuffix(word))
                try await app.emulator.advance(by: "29s")
            }
            try await app.emulator.advance(by: "1s")
            #expect(await client.readToEnd().hasSuffix("0\r\n\r\n") == false)
            #expect(await peer.readToEnd() == "")
        }
    }

    // MARK: - Other protocols

    private static let handshake =
        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: AA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    private static let switching =
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: x\r\n\r\n"

    /// A client and the server joined through the edge.
    private static func socket(
        _ app: TestApp, _ live: LiveClient, _ server: PeerServer, greeting: String = ""
    ) async throws -> (client: Peer, peer: Peer, answer: String) {
        let client = try await Peer.connect(port: live.port)
        try await client.send("GET /ws HTTP/1.1\r\nHost: \(app.host)\r\n" + handshake)
        let peer = try await server.accept()
        let request = await peer.read(until: "\r\n\r\n")
        #expect(request.hasPrefix("GET /ws HTTP/1.1\r\n"))
        #expect(request.contains("\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"))
        #expect(request.contains("\r\nSec-WebSocket-Key: AA==\r\n"))
        try await peer.send(switching + greeting)
        return (client, peer, await client.read(until: "\r\n\r\n"))
    }

    @Test func `a WebSocket goes through the edge, from a machine that rested`() async throws {
        try await Self.withDemo { app, live, server in
            let machine = try await Self.machine(of: app)
            _ = try await machine.post("stop")
            try await app.emulator.settle()
            let (client, peer, answer) = try await Self.socket(app, live, server, greeting: "first words;")
            #expect(answer.hasPrefix("HTTP/1.1 101 Switching Protocols\r\n"))
            #expect(answer.contains("\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"))
            #expect(answer.contains("\r\nSec-WebSocket-Accept: x\r\n"))
            #expect(!answer.lowercased().contains("transfer-encoding"))
            #expect(await client.read(until: ";") == "first words;")
            try await client.send("question;")
            #expect(await peer.read(until: ";") == "question;")
            try await peer.send("answer;")
            #expect(await client.read(until: ";") == "answer;")
            try await peer.close()
            #expect(await client.readToEnd() == "")
        }
    }

    @Test func `the path form switches protocols too`() async throws {
        try await Self.withDemo { app, live, server in
            let client = try await Peer.connect(port: live.port)
            try await client.send("GET /_app/demo/ws HTTP/1.1\r\nHost: localhost\r\n" + Self.handshake)
            let peer = try await server.accept()
            #expect(await peer.read(until: "\r\n\r\n").hasPrefix("GET /ws HTTP/1.1\r\n"))
            try await peer.send(Self.switching)
            _ = await client.read(until: "\r\n\r\n")
            try await client.send("x;")
            #expect(await peer.read(until: ";") == "x;")
            try await client.close()
            #expect(await peer.readToEnd() == "")
        }
    }

    @Test func `an open WebSocket is load, and its machine stays up`() async throws {
        try await Self.withDemo { app, live, server in
            let machine = try await Self.machine(of: app)
            let (client, peer, _) = try await Self.socket(app, live, server)
            try await app.emulator.advance(by: "1h")
            #expect(try await machine.state == "started")
            try await client.close()
            #expect(await peer.readToEnd() == "")
            try await peer.close()
            try await app.emulator.until("the machine is idle") {
                try await app.emulator.advance(by: "5m1s")
                return try await machine.state == "stopped"
            }
        }
    }

    @Test func `a WebSocket of a machine that stops is told that it goes away`() async throws {
        try await Self.withDemo { app, live, server in
            let machine = try await Self.machine(of: app)
            let (client, peer, _) = try await Self.socket(app, live, server)
            // A whole text frame, so that the close frame stands after it.
            try await peer.send(bytes: [0x81, 0x02] + Array("hi".utf8))
            #expect(await client.read(until: "hi").hasSuffix("hi"))
            _ = try await machine.post("stop")
            try await app.emulator.settle()
            #expect(await peer.readToEnd() == "")
            // 0x88 and 0xE9 are no UTF-8.
            #expect(await client.readToEnd() == "\u{FFFD}\u{2}\u{3}\u{FFFD}")
        }
    }

    @Test func `a server that does not switch answers, and the connection ends`() async throws {
        try await Self.withDemo { app, live, server in
            let client = try await Peer.connect(port: live.port)
            try await client.send("GET /ws HTTP/1.1\r\nHost: \(app.host)\r\n" + Self.handshake)
            let peer = try await server.accept()
            _ = await peer.read(until: "\r\n\r\n")
            try await peer.send("HTTP/1.1 426 Upgrade Required\r\nContent-Length: 2\r\n\r\nno")
            let answer = await client.read(until: "\r\n\r\nno")
            #expect(answer.hasPrefix("HTTP/1.1 426 Upgrade Required\r\n"))
            #expect(answer.lowercased().contains("\r\nconnection: close\r\n"))
        }
    }
}
