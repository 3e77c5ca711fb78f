import HTTPTypes
import OrderedJSON
import Testing
import WindtunnelTestSupport

/// Bodies that nobody should send: each is answered, leaves nothing behind, and the emulator goes on.
@Suite(.timeLimit(.minutes(5))) struct BadInput {
    private static let limit = 16 * 1024 * 1024

    private static let paths = [
        "/v1/apps", "/v1/apps/demo/machines", "/v1/apps/demo/volumes", "/graphql", "/_windtunnel/worlds",
        "/_windtunnel/clock/advance",
    ]

    private static let bodies: [String: [UInt8]] = [
        "not json": Array("hello".utf8),
        "half an object": Array(#"{"app_name":"half""#.utf8),
        "a trailing comma": Array(#"{"app_name":"x",}"#.utf8),
        "single quotes": Array("{'app_name':'x'}".utf8),
        "a number": Array("42".utf8),
        "a text": Array(#""text""#.utf8),
        "an array": Array("[1,2,3]".utf8),
        "invalid utf-8": Array(#"{"app_name":""#.utf8) + [0xC3, 0x28, 0xFF] + Array(#"","org_slug":[]}"#.utf8),
        "invalid utf-8 outside a text": [0xFF, 0xFE, 0x00],
        "a control character in a text": Array("{\"app_name\":\"a\u{1}b\"}".utf8),
        "zero bytes": [0, 0, 0, 0],
        "ten thousand open brackets": Array(repeating: UInt8(ascii: "["), count: 10_000),
        "ten thousand open objects": Array(String(repeating: #"{"a":"#, count: 10_000).utf8),
        "a lone surrogate": Array(#"{"app_name":"\ud800","org_slug":[]}"#.utf8),
        "a bad escape": Array(#"{"app_name":"\x41"}"#.utf8),
        "a leading zero": Array(#"{"size_gb":01}"#.utf8),
        "not a number": Array(#"{"size_gb":NaN}"#.utf8),
        "wrong types everywhere": Array(
            #"{"app_name":[],"org_slug":{},"name":{},"config":3,"query":7,"by":[],"size_gb":"x"}"#.utf8),
    ]

    @Test(arguments: paths, bodies.keys.sorted())
    func `a broken body is refused with a text and an id, and makes nothing`(
        path: String,
        name: String
    ) async throws {
        let body = try #require(Self.bodies[name])
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let answer = try await emulator.send(.post, path, bytes: body)
            // GraphQL tells its errors in a 200.
            let hasErrors = path == "/graphql" ? try answer.json["errors"] != nil : false
            #expect((400..<500).contains(answer.code) || hasErrors, "\(answer.text)")
            #expect(answer.requestID != nil)
            #expect(!answer.bytes.isEmpty)
            #expect(try await emulator.get("/v1/apps?org_slug=personal").json["total_apps"] == 1)
            #expect(try await emulator.get(app.machinesPath).json == [])
            #expect(try await emulator.get(app.volumesPath).json == [])
            #expect(try await emulator.get("/_windtunnel/worlds").json["worlds"]?.arrayValue?.count == 1)
            #expect(try await emulator.get("/_windtunnel/clock").json["now"] == "2026-08-01T12:00:00.000Z")
        }
    }

    @Test(arguments: paths)
    func `a body over sixteen megabytes is refused, one of sixteen is read`(path: String) async throws {
        try await withEmulator { emulator in
            let blanks = [UInt8](repeating: UInt8(ascii: " "), count: Self.limit)
            let large = try await emulator.send(.post, path, bytes: blanks + [UInt8(ascii: " ")])
            #expect(large.code == 413)
            #expect(large.requestID != nil)
            #expect(large.error?.isEmpty == false)
            let full = try await emulator.send(.post, path, bytes: blanks)
            #expect(full.code != 413)
            #expect(try await emulator.get("/_windtunnel/health").code == 200)
        }
    }

    @Test(arguments: ["1e400", "123456789012345678901234567890", "-0", "1.0", "1E2", "0.1e-7"])
    func `a number that is nobody's business comes back as it was written`(number: String) async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let config = try JSON(parsing: #"{"image":"demo","x_number":"# + number + "}")
            let machine = try await app.makeMachine(config)
            #expect(machine.created["config"]?["x_number"]?.text == number)
        }
    }

    @Test(arguments: ["1e400", "123456789012345678901234567890", "-5", "1.5"])
    func `a number that is ours and makes no sense is refused`(number: String) async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let body = #"{"name":"data","region":"iad","size_gb":"# + number + "}"
            let answer = try await emulator.send(.post, app.volumesPath, bytes: Array(body.utf8))
            #expect(answer.code == 400)
            #expect(try await emulator.get(app.volumesPath).json == [])
        }
    }

    @Test func `of a key given twice the last value counts`() async throws {
        try await withEmulator { emulator in
            let body = #"{"app_name":"first","app_name":"second","org_slug":"personal"}"#
            let answer = try await emulator.send(.post, "/v1/apps", bytes: Array(body.utf8))
            #expect(try answer.json["name"] == "second")
            #expect(try await emulator.get("/v1/apps/first").code == 404)
        }
    }

    @Test func `what follows the first value is left alone, as Go's decoder does`() async throws {
        try await withEmulator { emulator in
            let body = #"{"app_name":"demo","org_slug":"personal"} and more"#
            let answer = try await emulator.send(.post, "/v1/apps", bytes: Array(body.utf8))
            #expect(answer.code == 201)
        }
    }

    @Test(arguments: [
        "example.com", "api.machines.dev.evil.com", "127.0.0.1.nip.io", "fly.dev", "a.b.fly.dev", "evil.localhost.com",
        "..fly.dev",
    ])
    func `a host we do not stand for is misdirected, whatever it asks`(host: String) async throws {
        try await withEmulator { emulator in
            for path in ["/v1/apps", "/_windtunnel/health", "/_app/demo/", "/"] {
                let answer = try await emulator.get(path, host: host)
                #expect(answer.code == 421, "\(path)")
                #expect(answer.text.contains("APP.fly.dev"))
                #expect(answer.requestID != nil)
            }
        }
    }

    @Test(arguments: [
        "/v1/apps/%00", "/v1/apps/%2e%2e%2f", "/v1/apps/" + String(repeating: "a", count: 4000), "/v1/apps/d%C3%B6mo",
        "/v1/apps/'; DROP TABLE apps; --", "/v1/apps/demo/machines/..%2f..", "/v1/apps/demo/machines/%F0%9F%8E%88",
        "/v1/apps/demo/machines?state=%00&region=%FF", "/v1/apps/demo/machines?metadata.=x&=&&",
    ])
    func `a strange path or query is answered`(path: String) async throws {
        try await withEmulator { emulator in
            _ = try await emulator.makeApp()
            let answer = try await emulator.get(path.replacing(" ", with: "%20"))
            #expect(answer.code < 500)
            #expect(answer.requestID != nil)
            #expect(try await emulator.get("/v1/apps/demo").code == 200)
        }
    }
}
