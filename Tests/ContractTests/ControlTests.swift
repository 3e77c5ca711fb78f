import HTTPTypes
import OrderedJSON
import Testing
import Windtunnel
import WindtunnelTestSupport

private let prefix = "/_windtunnel"

@Suite(.timeLimit(.minutes(5))) struct Controls {
    @Test func `health tells the version and touches nothing`() async throws {
        try await withEmulator { emulator in
            let answer = try await emulator.inWorld("never-made").get(prefix + "/health")
            #expect(answer.code == 200)
            #expect(try answer.json["status"] == "ok")
            #expect(try answer.json["version"]?.stringValue?.isEmpty == false)
            let worlds = try await emulator.get(prefix + "/worlds").json["worlds"]?.arrayValue ?? []
            #expect(worlds.compactMap { $0["name"]?.stringValue } == ["default"])
        }
    }

    @Test func `the emulator is ready once every world is open`() async throws {
        try await withEmulator { emulator in
            #expect(try await emulator.get(prefix + "/ready").code == 503)
            try await emulator.emulator.openAllWorlds()
            #expect(try await emulator.get(prefix + "/ready").code == 200)
        }
    }

    @Test func `an unknown key is refused by its name and nothing changes`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine()
            for (method, path, body) in [
                (.patch, "/clock", ["mode": "running", "sped": 2]),
                (.post, "/clock/advance", ["by": "1m", "sped": 2]),
                (.post, "/worlds", ["name": "w", "sped": 2]),
                (.post, "/worlds/default/fork", ["name": "w", "sped": 2]),
                (.post, "/worlds/default/snapshots", ["name": "w", "sped": 2]),
                (.post, "/machines/\(machine.id)/exit", ["exit_code": 1, "sped": 2]),
            ] as [(HTTPRequest.Method, String, JSON)] {
                let answer = try await emulator.send(method, prefix + path, body)
                #expect(answer.code == 400, "\(path)")
                #expect(answer.error == #"unknown key "sped""#, "\(path)")
                #expect(try answer.json["hint"]?.stringValue?.hasPrefix("known keys: ") == true)
                #expect(answer.requestID != nil)
            }
            #expect(try await machine.state == "started")
            #expect(try await emulator.get(prefix + "/clock").json["mode"] == "frozen")
            #expect(try await emulator.get(prefix + "/worlds").json["worlds"]?.arrayValue?.count == 1)
        }
    }

    @Test(arguments: [
        "https://evil.example", "null", "http://localhost.evil.example", "file://", "http://demo.fly.dev",
    ])
    func `a page of another site may not use the controls`(origin: String) async throws {
        try await withEmulator { emulator in
            var headers = HTTPFields()
            headers[.origin] = origin
            for path in ["/health", "/clock/advance", "/worlds/default/reset"] {
                let answer = try await emulator.post(prefix + path, headers: headers)
                #expect(answer.code == 403)
                #expect(answer.requestID != nil)
            }
        }
    }

    @Test(arguments: [
        "http://localhost:4280", "http://127.0.0.1:4280", "https://localhost:4243", "http://[::1]:4280",
    ])
    func `a page of our own may`(origin: String) async throws {
        try await withEmulator { emulator in
            var headers = HTTPFields()
            headers[.origin] = origin
            let answer = try await emulator.get(prefix + "/health", headers: headers)
            #expect(answer.code == 200)
        }
    }

    @Test func `what the API hides of a machine is shown`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeMachine()
            let hidden = try await emulator.get(prefix + "/machines/\(machine.id)").json
            #expect(hidden["state"] == "created")
            #expect(hidden["pending"]?[0]?["to"] == "started")
            #expect(hidden["pending"]?[0]?["due"]?.stringValue?.hasPrefix("2026-08-01T12:00:0") == true)
            let unknown = try await emulator.get(prefix + "/machines/0123456789abcd")
            #expect(unknown.code == 404)
        }
    }

    @Test func `every route is listed with how much of it is there`() async throws {
        try await withEmulator { emulator in
            let routes = try #require(
                await emulator.get(prefix + "/coverage").json["routes"]?.arrayValue)
            let names = routes.map { "\($0["method"]?.stringValue ?? "") \($0["path"]?.stringValue ?? "")" }
            #expect(Set(names).count == names.count)
            for expected in [
                "POST /v1/apps", "GET /v1/apps/{app}/machines/{id}/wait", "POST /graphql",
                "POST /v1/apps/{app}/machines/{id}/exec", "GET /_windtunnel/health", "GET /_windtunnel/coverage",
            ] {
                #expect(names.contains(expected), "\(expected)")
            }
            for route in routes {
                let status = try #require(route["status"]?.stringValue)
                #expect(["full", "partial", "unimplemented"].contains(status))
                #expect(route["basis"]?.stringValue?.isEmpty == false)
                if status == "partial" { #expect(route["note"]?.stringValue?.isEmpty == false, "\(route)") }
            }
        }
    }

    @Test func `every route that is listed as served is served`() async throws {
        try await withEmulator { emulator in
            try await emulator.emulator.openAllWorlds()
            _ = try await emulator.makeApp()
            let routes = try #require(
                await emulator.get(prefix + "/coverage").json["routes"]?.arrayValue)
            for route in routes where route["status"] != "unimplemented" {
                let method = try #require(route["method"]?.stringValue.flatMap { HTTPRequest.Method($0) })
                let path = try #require(route["path"]?.stringValue)
                    .replacing("{app}", with: "demo").replacing(/\{[a-z]+\}/, with: "x")
                let query = path == "/v1/apps" ? "?org_slug=personal" : ""
                let answer = try await emulator.send(method, path + query)
                #expect(answer.text != "404 page not found", "\(method) \(path)")
                #expect(answer.code < 500, "\(method) \(path): \(answer.text)")
            }
        }
    }

    @Test func `a route that is not there yet names itself`() async throws {
        try await withEmulator { emulator in
            let routes = try #require(
                await emulator.get(prefix + "/coverage").json["routes"]?.arrayValue)
            let missing = routes.filter { $0["status"] == "unimplemented" }
            #expect(missing.count > 20)
            for route in missing {
                let method = try #require(route["method"]?.stringValue)
                let path = try #require(route["path"]?.stringValue)
                let word = try #require(HTTPRequest.Method(method))
                let answer = try await emulator.send(word, path.replacing(/\{[a-z]+\}/, with: "x"))
                #expect(answer.code == 501, "\(method) \(path)")
                #expect(answer.error == "windtunnel does not emulate \(method) \(path) yet")
                #expect(answer.requestID != nil)
            }
        }
    }
}

extension HTTPField.Name {
    fileprivate static let origin = HTTPField.Name("Origin") ?? .from
}
