import HTTPTypes
import OrderedJSON
import Testing
import WindtunnelTestSupport

@testable import Simulation

@Suite(.timeLimit(.minutes(5))) struct RequestIDs {
    /// What is asked, and the status that comes back.
    private static let requests: [(method: HTTPRequest.Method, path: String, host: String, code: Int)] = [
        (.get, "/v1/apps/demo", "localhost", 200),
        (.get, "/", "localhost", 301),
        (.get, "/v1/apps/nope", "localhost", 404),
        (.get, "/nothing/here", "localhost", 404),
        (.delete, "/v1/platform/regions", "localhost", 404),
        (.post, "/v1/apps", "localhost", 400),
        (.get, "/v1/postgres", "localhost", 501),
        (.get, "/", "example.com", 421),
        (.get, "/", "unknown.fly.dev", 404),
        (.get, "/", "demo.fly.dev", 503),
        (.get, "/_app/", "localhost", 404),
        (.get, "/_windtunnel/health", "localhost", 200),
    ]

    @Test(arguments: requests.indices)
    func `every answer carries one`(row: Int) async throws {
        let (method, path, host, code) = Self.requests[row]
        try await withEmulator { emulator in
            _ = try await emulator.makeApp()
            let answer = try await emulator.send(method, path, host: host)
            #expect(answer.code == code)
            #expect(answer.requestID?.wholeMatch(of: /[0-9A-HJKMNP-TV-Z]{26}-[a-z]{3}/) != nil)
        }
    }

    @Test func `an answer to what is our own fault carries one and tells it`() async throws {
        try await withEmulator { emulator in
            // A database that is gone under the world is the one fault a test can cause.
            try await emulator.world.close()
            let answer = try await emulator.get("/v1/apps/demo")
            #expect(answer.code == 500)
            let id = try #require(answer.requestID)
            #expect(answer.error?.contains(id) == true)
        }
    }

    @Test func `no two are the same`() async throws {
        try await withEmulator { emulator in
            var ids: Set<String> = []
            for _ in 1...100 { ids.insert(try #require(await emulator.get("/v1/apps/nope").requestID)) }
            #expect(ids.count == 100)
        }
    }

    @Test func `the API's answers carry the service's other headers`() async throws {
        try await withEmulator { emulator in
            let answer = try await emulator.get("/v1/platform/regions")
            #expect(answer.header("fly-trace-id")?.wholeMatch(of: /[0-9a-f]{32}/) != nil)
            #expect(answer.header("fly-span-id")?.wholeMatch(of: /[0-9a-f]{16}/) != nil)
            #expect(answer.header("via") == "1.1 fly.io")
            #expect(answer.header("content-type") == "application/json; charset=utf-8")
            #expect(try answer.json["Regions"]?.arrayValue?.contains { $0["code"] == "iad" } == true)
        }
    }
}
