import FakeService
import FlyClient
import FlyWire
import OrderedJSON
import Testing

@Suite("The client", .timeLimit(.minutes(5)))
struct FlyClientTests {
    /// Runs `body` with a client of a service that answers what `answers` says.
    private func withClient(
        _ answers: [String: CannedAnswer], token: String = "wt_default", world: String? = nil,
        environment: [String: String] = [:],
        _ body: @escaping @Sendable (FlyClient, FakeService) async throws -> Void
    ) async throws {
        try await FakeService.serving(answers) { service in
            try await HTTPTransport.withTransport(environment: environment) { transport in
                let client = FlyClient(
                    endpoints: FlyEndpoints(emulator: service.url), token: FlyToken(token), world: world,
                    transport: transport)
                try await body(client, service)
            }
        }
    }

    @Test("creates an app with the documented fields and its token")
    func createApp() async throws {
        let answer = #"{"id":"jlyv9r5d56v18xrg","name":"demo","status":"pending"}"#
        try await withClient(["POST /v1/apps": .json(answer, status: 201)], world: "w1") { client, service in
            let app = try await client.createApp(name: "demo", org: "personal")
            #expect(app.id == "jlyv9r5d56v18xrg")
            let request = try #require(service.requests.first)
            #expect(request.json == ["app_name": "demo", "org_slug": "personal"])
            #expect(request.headers["authorization"] == "Bearer wt_default")
            #expect(request.headers["windtunnel-world"] == "w1")
            #expect(request.headers["content-type"] == "application/json")
        }
    }

    @Test("sends no body and no content type where there is nothing to say")
    func start() async throws {
        try await withClient(["POST /v1/apps/a/machines/m/start": .json("{}")]) { client, service in
            try await client.startMachine(app: "a", id: "m")
            #expect(service.requests.first?.body == "")
            #expect(service.requests.first?.headers["content-type"] == nil)
        }
    }

    @Test("encodes whatever a path or a query is made of")
    func encoding() async throws {
        let line = "GET /v1/apps/a%2Fb/machines?metadata.k%20k=%C3%A4%26"
        try await withClient([line: .json("[]")]) { client, _ in
            let machines = try await client.machines(app: "a/b", query: [("metadata.k k", "ä&")])
            #expect(machines.isEmpty)
        }
    }

    @Test("tells a refusal with its text, code and request id")
    func refusal() async throws {
        let answer = CannedAnswer.whole(
            status: 422, headers: ["fly-request-id": "01J-iad"],
            body: #"{"error":"Validation failed: Name has already been taken","status":"name_taken"}"#)
        try await withClient(["POST /v1/apps": answer]) { client, _ in
            let error = await #expect(throws: FlyError.self) {
                try await client.createApp(name: "demo", org: "personal")
            }
            #expect(
                error
                    == FlyError(
                        status: 422, message: "Validation failed: Name has already been taken", code: "name_taken",
                        requestID: "01J-iad"))
        }
    }

    @Test("takes a redirect for a refusal instead of following it with the token")
    func redirect() async throws {
        let answer = CannedAnswer.whole(status: 301, headers: ["location": "http://elsewhere.test/"], body: "")
        try await withClient(["GET /v1/apps/a": answer]) { client, _ in
            let error = await #expect(throws: FlyError.self) { try await client.app("a") }
            #expect(error?.status == 301)
        }
    }

    @Test("says so when a success is no JSON")
    func noJSON() async throws {
        try await withClient(["GET /v1/apps/a": .json("<html>")]) { client, _ in
            let error = await #expect(throws: FlyError.self) { try await client.app("a") }
            #expect(error?.message.hasPrefix("the answer is no JSON") == true)
        }
    }

    @Test("asks for a shared address as the guide does, and finds it beside the null node")
    func sharedAddress() async throws {
        let answer = #"{"data":{"allocateIpAddress":{"app":{"sharedIpAddress":"66.241.124.7"},"ipAddress":null}}}"#
        try await withClient(["POST /graphql": .json(answer)], token: "FlyV1 fm2_a,fo1_b") { client, service in
            let address = try await client.allocateIP(app: "demo", type: "shared_v4")
            #expect(address == IPAddress(shared: "66.241.124.7"))
            let request = try #require(service.requests.first)
            #expect(
                request.json?["variables"] == ["input": ["appId": "demo", "type": "shared_v4", "region": ""]])
            #expect(request.json?["query"]?.stringValue?.contains("allocateIpAddress(input: $input)") == true)
            #expect(request.headers["authorization"] == "FlyV1 fm2_a,fo1_b")
        }
    }

    @Test("lists the shared address after the others")
    func addresses() async throws {
        let answer = """
            {"data":{"app":{"sharedIpAddress":"66.241.124.7","ipAddresses":{"nodes":[
            {"id":"ip_1","address":"2a09:8280:1::1","type":"v6","region":"global","createdAt":"2026-01-01T00:00:00Z"}]}}}}
            """
        try await withClient(["POST /graphql": .json(answer)]) { client, _ in
            let addresses = try await client.ips(app: "demo")
            #expect(addresses.map(\.type) == ["v6", "shared_v4"])
        }
    }

    @Test("takes a GraphQL error for a refusal although it comes with 200")
    func graphQLError() async throws {
        let answer = """
            {"data":{"app":null},"errors":[{"message":"Could not find App","extensions":{"code":"NOT_FOUND"}}]}
            """
        try await withClient(["POST /graphql": .json(answer)]) { client, _ in
            let error = await #expect(throws: FlyError.self) { try await client.ips(app: "demo") }
            #expect(error?.description == "Could not find App (HTTP 200, NOT_FOUND)")
        }
    }

    @Test("waits with the states as repeated keys")
    func wait() async throws {
        let line = "GET /v1/apps/a/machines/m/wait?state=started&state=stopped&timeout=30&version=01J"
        try await withClient([line: .json(#"{"ok":true,"state":"stopped"}"#)]) { client, _ in
            let outcome = try await client.wait(
                app: "a", id: "m", states: ["started", "stopped"], seconds: 30, version: "01J")
            #expect(outcome.state == "stopped")
        }
    }

    @Test("names the address where nobody listens")
    func refused() async throws {
        try await ClosedPort.with { url in
            try await HTTPTransport.withTransport(environment: [:]) { transport in
                let client = FlyClient(endpoints: FlyEndpoints(emulator: url), token: nil, transport: transport)
                await #expect(throws: UnreachableError(address: url, reason: .refused)) { try await client.regions() }
            }
        }
    }

    @Test("reaches loopback directly although a proxy is set")
    func loopback() async throws {
        let environment = ["http_proxy": "http://127.0.0.1:9", "HTTP_PROXY": "http://127.0.0.1:9"]
        let answers: [String: CannedAnswer] = ["GET /v1/platform/regions": .json(#"{"Regions":[]}"#)]
        try await withClient(answers, environment: environment) { client, _ in
            let regions = try await client.regions()
            #expect(regions.isEmpty)
        }
    }

    @Test("reaches other hosts through the proxy")
    func proxied() async throws {
        try await FakeService.serving([:]) { service in
            try await HTTPTransport.withTransport(environment: ["https_proxy": service.url]) { transport in
                let endpoints = FlyEndpoints(rest: "https://api.machines.test/", graphQL: "https://api.fly.test")
                let client = FlyClient(endpoints: endpoints, token: nil, transport: transport)
                // The fake service is no proxy and says 404, which is as far as this has to go.
                let error = await #expect(throws: UnreachableError.self) { try await client.regions() }
                #expect(error?.address == "https://api.machines.test")
            }
            #expect(service.requests.map(\.method) == ["CONNECT"])
            #expect(service.requests.first?.headers["host"] == "api.machines.test")
        }
    }

    @Test(
        "knows where apps answer",
        arguments: [
            (FlyEndpoints(emulator: "http://127.0.0.1:4280/"), "http://127.0.0.1:4280/_app/demo/"),
            (FlyEndpoints(rest: "https://api.machines.dev", graphQL: "https://api.fly.io"), "https://demo.fly.dev/"),
        ])
    func appAddress(endpoints: FlyEndpoints, address: String) {
        #expect(endpoints.address(ofApp: "demo") == address)
    }
}
