import HTTPTypes
import OrderedJSON
import Testing
import WindtunnelTestSupport

/// Refusals of whole requests, with the texts that clients match.
@Suite(.timeLimit(.minutes(5))) struct Refusals {
    struct Case: Sendable, CustomTestStringConvertible {
        let method: HTTPRequest.Method
        let path: String
        var body: String?
        let code: Int
        let text: String

        var testDescription: String { "\(method) \(path) \(body?.prefix(60) ?? "")" }

        init(_ method: HTTPRequest.Method, _ path: String, _ code: Int, _ text: String) {
            self.init(method, path, nil, code, text)
        }

        init(_ method: HTTPRequest.Method, _ path: String, _ body: String?, _ code: Int, _ text: String) {
            self.method = method
            self.path = path
            self.body = body
            self.code = code
            self.text = text
        }
    }

    private static let machine = "/v1/apps/demo/machines/0123456789abcd"

    private static let unknown: [Case] = [
        Case(.get, "/v1/apps/nope", 404, "app not found"),
        Case(.delete, "/v1/apps/nope", 404, "app not found"),
        Case(.get, "/v1/apps/nope/machines", 404, "app not found"),
        Case(.post, "/v1/apps/nope/machines", #"{"config":{"image":"demo"}}"#, 404, "app not found"),
        Case(.get, "/v1/apps/nope/machines/0123456789abcd", 404, "app not found"),
        Case(.get, "/v1/apps/nope/volumes", 404, "app not found"),
        Case(.post, "/v1/apps/nope/volumes", #"{"name":"data","region":"iad"}"#, 404, "app not found"),
        Case(.get, machine, 404, "machine not found"),
        Case(.post, machine, #"{"config":{"image":"demo"}}"#, 404, "machine not found"),
        Case(.delete, machine, 404, "machine not found"),
        Case(.post, machine + "/start", 404, "machine not found"),
        Case(.post, machine + "/stop", 404, "machine not found"),
        Case(.post, machine + "/suspend", 404, "machine not found"),
        Case(.post, machine + "/restart", 404, "machine not found"),
        Case(.post, machine + "/cordon", 404, "machine not found"),
        Case(.get, machine + "/wait", 404, "machine not found"),
        Case(.get, machine + "/events", 404, "machine not found"),
        Case(.get, machine + "/versions", 404, "machine not found"),
        Case(.get, machine + "/lease", 404, "machine not found"),
        Case(.post, machine + "/lease", 404, "machine not found"),
        Case(.get, "/v1/apps/demo/volumes/vol_0000000000000000", 404, "volume not found"),
        Case(.delete, "/v1/apps/demo/volumes/vol_0000000000000000", 404, "volume not found"),
        Case(.get, "/v1/apps/demo/machines/nonsense", 400, "invalid machine ID, 'nonsense'"),
        Case(.post, "/v1/apps/demo/machines/nonsense/start", 400, "invalid machine ID, 'nonsense'"),
    ]

    private static func config(_ rest: String, _ text: String) -> Case {
        Case(.post, "/v1/apps/demo/machines", #"{"config":{"image":"demo","# + rest + "}}", 400, text)
    }

    private static let bodies: [Case] = [
        Case(.post, "/v1/apps", 400, "EOF"),
        Case(.post, "/v1/apps/demo/machines", 400, "EOF"),
        Case(.post, "/v1/apps/demo/machines", "   ", 400, "EOF"),
        Case(
            .post, "/v1/apps/demo/machines", "{}}",
            400, "invalid_argument: config is required"),
        Case(
            .post, "/v1/apps/demo/machines", "{,}",
            400, "invalid character ',' looking for beginning of object key string"),
        Case(.post, "/v1/apps/demo/machines", #"{"config":{"#, 400, "unexpected EOF"),
        Case(
            .post, "/v1/apps/demo/machines", "[]",
            400, "json: cannot unmarshal array into Go value of type main.createMachineRequest"),
        Case(.post, "/v1/apps/demo/machines", #"{"config":{}}"#, 400, "invalid_argument: config.image is required"),
        Case(.post, "/v1/apps/demo/volumes", "[1]", 400, "json: cannot unmarshal array into Go value of type "),
        Case(.post, "/v1/apps", #"{"app_name":"x","org_slug":""}"#, 404, "Organization not found"),
        config(#""guest":{"cpu_kind":"warp"}"#, "invalid config.guest.cpu_kind, must be one of [shared performance]"),
        config(#""guest":{"cpu_kind":"shared","cpus":3,"memory_mb":256}"#, "invalid config.guest.cpus"),
        config(
            #""guest":{"cpu_kind":"shared","cpus":1,"memory_mb":128}"#,
            "invalid config.guest.memory_mb, minimum required 256 MiB"),
        config(
            #""guest":{"cpu_kind":"shared","cpus":1,"memory_mb":4096}"#,
            "invalid config.guest.memory_mb, cannot exceed 2048 MiB"),
        config(
            #""guest":{"cpu_kind":"shared","cpus":1,"memory_mb":300}"#,
            "invalid config.guest.memory_mb, must be a multiple of 256"),
        config(#""env":{"A":1}"#, "json: cannot unmarshal number into Go struct field "),
        Case(
            .post, "/v1/apps/demo/machines", #"{"region":"moon","config":{"image":"demo"}}"#,
            400, "invalid_argument: invalid region: moon"),
    ]

    @Test(arguments: unknown + bodies)
    func `a refusal has the service's status and text, and makes nothing`(refused: Case) async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let answer = try await emulator.send(
                refused.method, refused.path, bytes: refused.body.map { Array($0.utf8) })
            #expect(answer.code == refused.code)
            #expect(answer.error?.hasPrefix(refused.text) == true, "\(answer.text)")
            #expect(answer.header("content-type") == "application/json; charset=utf-8")
            #expect(answer.requestID != nil)
            #expect(try await emulator.get("/v1/apps?org_slug=personal").json["total_apps"] == 1)
            #expect(try await emulator.get(app.machinesPath).json == [])
            #expect(try await emulator.get(app.volumesPath).json == [])
        }
    }

    @Test func `a machine of another app is not found`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine()
            _ = try await emulator.makeApp("other")
            for (method, suffix) in [(.get, ""), (.post, "/stop"), (.delete, "")] as [(HTTPRequest.Method, String)] {
                let answer = try await emulator.send(method, "/v1/apps/other/machines/\(machine.id)\(suffix)")
                #expect(answer.code == 404)
                #expect(answer.error == "machine not found")
            }
            #expect(try await machine.state == "started")
        }
    }

    @Test(
        arguments: [
            (.put, "/v1/apps"), (.patch, "/v1/apps/demo"), (.post, "/v1/apps/demo"), (.get, "/v2/apps/demo"),
            (.get, "/v1/apps/demo/machines/0123456789abcd/logs"), (.delete, "/graphql"), (.get, "/graphql"),
        ] as [(HTTPRequest.Method, String)])
    func `an unknown route and a wrong method are the router's plain 404`(
        method: HTTPRequest.Method,
        path: String
    ) async throws {
        try await withEmulator { emulator in
            _ = try await emulator.makeApp()
            let answer = try await emulator.send(method, path)
            #expect(answer.code == 404)
            #expect(answer.text == "404 page not found")
            #expect(answer.header("content-type") == "text/plain; charset=utf-8")
        }
    }

    @Test func `a trailing slash leads to the same place`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine()
            #expect(try await emulator.get("/v1/apps/demo/").code == 200)
            #expect(try await emulator.post(machine.path + "/lease/?ttl=5").code == 201)
        }
    }
}
