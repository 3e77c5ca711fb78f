import HTTPTypes
import OrderedJSON
import Testing
import WindtunnelTestSupport

/// What the proxy writes on requests and answers.
@Suite(.timeLimit(.minutes(5))) struct EdgeHeaders {
    private static func headers(_ pairs: [(String, String)]) throws -> HTTPFields {
        var fields = HTTPFields()
        for (name, value) in pairs { fields.append(HTTPField(name: try #require(HTTPField.Name(name)), value: value)) }
        return fields
    }

    @Test func `a program sees all of the proxy's headers`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            _ = try await app.makeStartedMachine(TestConfig.served())
            let address = try await emulator.post(app.path + "/ip_assignments", ["type": "v4"])
            let ip = try #require(try address.json["ip"]?.stringValue)
            let answer = try await app.visit()
            let seen = try #require(try answer.json["headers"])
            let client = try #require(seen["fly-client-ip"]?.stringValue)
            #expect(seen["x-forwarded-for"] == .string("\(client), \(ip)"))
            for name in ["x-forwarded-proto", "fly-forwarded-proto"] { #expect(seen[name] == "https") }
            for name in ["x-forwarded-port", "fly-forwarded-port"] { #expect(seen[name] == "443") }
            for name in ["x-forwarded-ssl", "fly-forwarded-ssl"] { #expect(seen[name] == "on") }
            #expect(seen["fly-region"] == "iad")
            #expect(seen["via"] == "1.1 fly.io")
            let id = try #require(seen["fly-request-id"]?.stringValue)
            #expect(id.wholeMatch(of: /[0-9A-HJKMNP-TV-Z]{26}-iad/) != nil)
            #expect(answer.requestID == id)
            #expect(seen["x-request-start"]?.stringValue?.wholeMatch(of: /t=[0-9]{16}/) != nil)
            #expect(seen["fly-traceparent"]?.stringValue?.wholeMatch(of: /00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]/) != nil)
            #expect(seen["fly-tracestate"] == "")
        }
    }

    @Test func `lists of a client are continued, and what is the proxy's to say is not taken from it`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            _ = try await app.makeStartedMachine(TestConfig.served())
            let sent = try Self.headers([
                ("X-Forwarded-For", "203.0.113.7"), ("Via", "1.0 fred"), ("X-Forwarded-Port", "8443"),
                ("Fly-Client-IP", "6.6.6.6"), ("Fly-Region", "xxx"), ("Fly-Request-Id", "mine"),
                ("Fly-Replay-Src", "instance=evil"), ("Fly-Forwarded-Port", "1"), ("X-Forwarded-Proto", "http"),
                ("Fly-Prefer-Region", "iad"), ("X-Other", "kept"),
            ])
            let answer = try await app.visit(headers: sent)
            let seen = try #require(try answer.json["headers"])
            let client = try #require(seen["fly-client-ip"]?.stringValue)
            #expect(client != "6.6.6.6")
            #expect(seen["x-forwarded-for"] == .string("203.0.113.7, \(client)"))
            #expect(seen["via"] == "1.0 fred, 1.1 fly.io")
            #expect(seen["x-forwarded-port"] == "8443")
            #expect(seen["fly-forwarded-port"] == "443")
            #expect(seen["x-forwarded-proto"] == "https")
            #expect(seen["fly-region"] == "iad")
            #expect(seen["fly-request-id"] == .string(answer.requestID ?? ""))
            #expect(seen["fly-replay-src"] == nil)
            #expect(seen["fly-prefer-region"] == "iad")
            #expect(seen["x-other"] == "kept")
        }
    }

    @Test func `over Flycast a client is one of the private network`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            _ = try await app.makeStartedMachine(TestConfig.served())
            let address = try await emulator.post(app.path + "/ip_assignments", ["type": "private_v6"])
            let ip = try #require(try address.json["ip"]?.stringValue)
            let seen = try #require(try await emulator.get("/", host: "demo.flycast").json["headers"])
            let client = try #require(seen["fly-client-ip"]?.stringValue)
            #expect(client.hasPrefix("fdaa:"))
            #expect(seen["x-forwarded-for"] == .string("\(client), \(ip)"))
        }
    }

    @Test func `an answer names the proxy in the place of the program's server`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let script = #"{"headers":{"server":"nginx","via":"1.0 inner","x-powered-by":"us"}}"#
            _ = try await app.makeStartedMachine(TestConfig.scripted(script))
            let answer = try await app.visit()
            #expect(answer.header("server")?.wholeMatch(of: /Fly\/[0-9a-f]+ \([0-9]{4}-[0-9]{2}-[0-9]{2}\)/) != nil)
            #expect(answer.header("via") == "1.0 inner, 1.1 fly.io")
            #expect(answer.header("x-powered-by") == "us")
            #expect(answer.requestID != nil)
        }
    }

    @Test func `a pristine answer is as the program made it`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let config = TestConfig.scripted(
                #"{"headers":{"server":"nginx"}}"#, port: ["http_options": ["response": ["pristine": true]]])
            _ = try await app.makeStartedMachine(config)
            let answer = try await app.visit()
            #expect(answer.header("server") == "nginx")
            #expect(answer.header("via") == nil)
            #expect(answer.requestID == nil)
        }
    }

    @Test func `a service adds headers to answers and takes others off, the proxy's too`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let rules: JSON = [
                "X-One": "1", "X-Many": ["a", "b"], "X-Powered-By": false, "fly-request-id": false, "X-Set": "ours",
            ]
            let config = TestConfig.scripted(
                #"{"headers":{"x-powered-by":"us","x-set":"theirs"}}"#,
                port: ["http_options": ["response": ["headers": rules]]])
            _ = try await app.makeStartedMachine(config)
            let answer = try await app.visit()
            let many = try #require(HTTPField.Name("x-many"))
            #expect(answer.header("x-one") == "1")
            #expect(answer.headers[values: many] == ["a", "b"])
            #expect(answer.header("x-powered-by") == nil)
            #expect(answer.header("x-set") == "ours")
            #expect(answer.requestID == nil)
            #expect(answer.header("via") != nil)
        }
    }

    @Test func `without the handler http nothing is added either way`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            _ = try await app.makeStartedMachine(
                TestConfig.scripted(#"{"headers":{"fly-replay":"elsewhere=true"}}"#, port: ["handlers": ["tls"]]))
            let answer = try await app.visit()
            #expect(answer.code == 200)
            #expect(try answer.json["headers"]?["fly-client-ip"] == nil)
            #expect(answer.header("via") == nil)
            #expect(answer.header("fly-replay") == "elsewhere=true")
        }
    }

    @Test func `an answer of the edge itself has the headers too, whoever it is about`() async throws {
        try await withEmulator { emulator in
            let answer = try await emulator.get("/", host: "nope.fly.dev")
            #expect(answer.header("server")?.hasPrefix("Fly/") == true)
            #expect(answer.header("via") == "1.1 fly.io")
            #expect(answer.header("Windtunnel-Proxy-Error") == "PA04")
        }
    }
}

/// `force_https`, and what a strict edge does.
@Suite(.timeLimit(.minutes(5))) struct EdgeDoors {
    private static let forced: JSON = [
        [
            "port": 80, "handlers": ["http"], "force_https": true,
        ], ["port": 443, "handlers": ["http", "tls"]],
    ]

    @Test func `the plain listener is port 443 without TLS unless it is told to be port 80`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            _ = try await app.makeStartedMachine(TestConfig.scripted("{}", ports: Self.forced))
            #expect(try await app.visit().code == 200)
        }
        try await withEmulator(EmulatorSetup(forceHTTPS: true)) { emulator in
            let app = try await emulator.makeApp()
            let machine = try await app.makeStoppedMachine(TestConfig.scripted("{}", ports: Self.forced))
            let table = [
                ("demo.fly.dev", "https://demo.fly.dev/a?b=c"),
                ("demo.fly.localhost:4280", "https://demo.fly.localhost:4243/a?b=c"),
            ]
            for (host, location) in table {
                let answer = try await emulator.get("/a?b=c", host: host)
                #expect(answer.code == 301)
                #expect(answer.header("location") == location)
                #expect(answer.requestID != nil)
            }
            #expect(try await machine.state == "stopped", "a redirect wakes nobody")
        }
    }

    @Test func `at port 80 a program is told so`() async throws {
        try await withEmulator(EmulatorSetup(forceHTTPS: true)) { emulator in
            let app = try await emulator.makeApp()
            _ = try await app.makeStartedMachine(
                TestConfig.scripted("{}", ports: [["port": 80, "handlers": ["http"]]]))
            let seen = try #require(try await app.visit().json["headers"])
            #expect(seen["x-forwarded-proto"] == "http")
            #expect(seen["fly-forwarded-port"] == "80")
            #expect(seen["fly-forwarded-ssl"] == "off")
        }
    }

    @Test(arguments: [(true, "80"), (false, "443")])
    func `the external port picks the service`(forceHTTPS: Bool, handler: String) async throws {
        try await withEmulator(EmulatorSetup(forceHTTPS: forceHTTPS)) { emulator in
            let app = try await emulator.makeApp()
            let ports = [80, 443].map { (port: Int) -> JSON in
                [
                    "port": .int(port), "handlers": ["http"],
                    "http_options": ["response": ["headers": ["X-Port": .string(String(port))]]],
                ]
            }
            _ = try await app.makeStartedMachine(TestConfig.scripted("{}", ports: .array(ports)))
            #expect(try await app.visit().header("x-port") == handler)
        }
    }

    @Test func `a lenient edge serves apps without an address, a strict one does not`() async throws {
        for isStrict in [false, true] {
            try await withEmulator(EmulatorSetup(strictEdge: isStrict)) { emulator in
                let app = try await emulator.makeApp()
                _ = try await app.makeStartedMachine(TestConfig.served())
                #expect(try await app.visit().code == (isStrict ? 404 : 200))
                _ = try await emulator.post(app.path + "/ip_assignments", ["type": "shared_v4"])
                #expect(try await app.visit().code == 200)
                #expect(try await emulator.get("/", host: "demo.flycast").code == (isStrict ? 404 : 200))
                _ = try await emulator.post(app.path + "/ip_assignments", ["type": "private_v6"])
                #expect(try await emulator.get("/", host: "demo.flycast").code == 200)
            }
        }
    }

    @Test func `a strict edge closes the connection on who asks for an app nobody has`() async throws {
        try await withLiveEmulator(EmulatorSetup(strictEdge: true)) { _, live -> Void in
            await #expect(throws: (any Error).self) { try await live.send(.get, "/", host: "nope.fly.dev") }
        }
    }
}
