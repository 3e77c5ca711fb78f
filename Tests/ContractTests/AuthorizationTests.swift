import HTTPTypes
import OrderedJSON
import Testing
import WindtunnelTestSupport

/// The tokens of these stories.
enum Keys {
    static let owner = "Bearer owner-token"
    static let reader = "Bearer reader-token"
    static let demoOnly = "Bearer demo-token"
    static let stranger = "Bearer stranger-token"

    static let file: JSON = [
        "tokens": [
            ["token": "owner-token", "user": "owner@example.com", "org": "personal", "access": "write"],
            ["token": "reader-token", "user": "reader@example.com", "org": "personal", "access": "read"],
            [
                "token": "demo-token", "user": "ci@example.com", "org": "personal", "apps": ["demo"],
                "access": "write",
            ],
            ["token": "stranger-token", "user": "other@example.com", "org": "elsewhere", "access": "write"],
        ]
    ]

    static let strict = EmulatorSetup(tokens: file)
}

@Suite(.timeLimit(.minutes(5))) struct StrictAuthorization {
    /// A route as the coverage page tells it, with names in the place of its parameters.
    private struct Route: CustomStringConvertible {
        let method: HTTPRequest.Method
        let path: String
        var description: String { "\(method) \(path)" }

        /// - Parameter machine: in the place of `{id}`.
        func url(machine: String = "148e2d1a9c0f73") -> String {
            var url = path.split(separator: "/").map { part -> String in
                switch part {
                case "{app}": "demo"
                case "{id}": machine
                case "{org}": "personal"
                case "{world}": "default"
                default: part.hasPrefix("{") ? "any" : String(part)
                }
            }.joined(separator: "/")
            url = "/" + url
            return path == "/v1/apps" && method == .get ? url + "?org_slug=personal" : url
        }

        var isControl: Bool { path.hasPrefix("/_windtunnel/") }
    }

    /// What may be asked without a token.
    private static let open: Set<String> = [
        "GET /", "GET /v1/platform/regions", "POST /v1/tokens/authenticate", "POST /v1/tokens/authorize",
        "GET /{org}/.well-known/openid-configuration", "GET /{org}/.well-known/jwks",
        "GET /_windtunnel/health", "GET /_windtunnel/ready",
        // Who logs in has no token yet.
        "POST /api/v1/cli_sessions", "GET /api/v1/cli_sessions/{session}",
        "POST /api/v1/cli_sessions/{session}/redeem", "POST /api/v1/sessions",
        "GET /_windtunnel/cli_sessions/{session}",
    ]

    private static func routes(_ emulator: TestEmulator) async throws -> [Route] {
        let entries = try await emulator.get("/_windtunnel/coverage").json["routes"]?.arrayValue ?? []
        return try entries.map { entry in
            let method = try #require(entry["method"]?.stringValue.flatMap(HTTPRequest.Method.init(rawValue:)))
            return Route(method: method, path: try #require(entry["path"]?.stringValue))
        }
    }

    @Test(arguments: [nil, "Bearer nobody-knows", "Bearer FlyV1owner-token", "Basic owner-token"])
    func `without a known token no route but a few answers`(token: String?) async throws {
        try await withEmulator(EmulatorSetup(tokens: Keys.file, isRemote: true)) { emulator async throws in
            _ = try await emulator.with(token: Keys.owner).makeApp()
            let routes = try await Self.routes(emulator.with(token: Keys.owner))
            #expect(routes.count > 60)
            for route in routes {
                let answer = try await emulator.with(token: token).send(route.method, route.url())
                if Self.open.contains(route.description) {
                    #expect(answer.code != 401 && answer.code != 403, "\(route)")
                } else if route.path == "/graphql" {
                    #expect(answer.code == 200)
                    #expect(try answer.json["errors"]?[0]?["extensions"]?["code"] == "UNAUTHORIZED")
                } else {
                    #expect(answer.code == 401, "\(route)")
                    #expect(answer.header("www-authenticate") == #"Basic realm="api.machines.dev""#, "\(route)")
                    #expect(answer.requestID != nil)
                    if route.isControl {
                        #expect(answer.error == "the controls need a token here", "\(route)")
                    } else if route.path.contains("/certificates") || route.path.contains("/ip_assignments") {
                        #expect(answer.text == #"{"message":"Unauthorized"}"#, "\(route)")
                    } else {
                        #expect(answer.text == #"{"error":"Authenticate: token validation error"}"#, "\(route)")
                    }
                }
            }
        }
    }

    @Test func `a token that may only read changes nothing by any route`() async throws {
        try await withEmulator(EmulatorSetup(tokens: Keys.file, isRemote: true)) { emulator async throws in
            let machine = try await emulator.with(token: Keys.owner).makeApp().makeMachine()
            let before = try await machine.document
            for route in try await Self.routes(emulator.with(token: Keys.owner)) {
                let isRead = route.method == .get && !route.isControl
                guard !isRead, route.path != "/graphql", !Self.open.contains(route.description) else { continue }
                let answer = try await emulator.with(token: Keys.reader).send(
                    route.method, route.url(machine: machine.id))
                #expect(answer.code == 403, "\(route)")
                if !route.isControl { #expect(answer.text == #"{"error":"unauthorized"}"#, "\(route)") }
            }
            #expect(try await machine.document == before)
            #expect(try await emulator.with(token: Keys.reader).get(machine.path).json == before)
        }
    }

    @Test func `an app of another organization is forbidden by every route`() async throws {
        try await withEmulator(Keys.strict) { emulator async throws in
            let machine = try await emulator.with(token: Keys.owner).makeApp().makeMachine()
            for route in try await Self.routes(emulator) where route.path.contains("{app}") {
                let answer = try await emulator.with(token: Keys.stranger).send(
                    route.method, route.url(machine: machine.id))
                #expect(answer.code == 403, "\(route)")
                #expect(answer.text == #"{"error":"unauthorized"}"#, "\(route)")
            }
        }
    }

    @Test func `an unknown route is unknown before anybody asks for a token`() async throws {
        try await withEmulator(Keys.strict) { emulator async throws in
            for path in ["/v1/nothing", "/v1/apps", "/v1/apps?org_slug=", "/v2/apps"] {
                let answer = try await emulator.get(path)
                #expect(answer.code == 404, "\(path)")
                #expect(answer.text == "404 page not found", "\(path)")
            }
            let wrongMethod = try await emulator.send(.put, "/v1/apps/demo")
            #expect(wrongMethod.code == 404)
            #expect(wrongMethod.text == "404 page not found")
        }
    }

    @Test func `a token reaches the apps of its organization, and an unknown name is free`() async throws {
        try await withEmulator(Keys.strict) { emulator async throws in
            _ = try await emulator.with(token: Keys.owner).makeApp()
            #expect(try await emulator.with(token: Keys.owner).get("/v1/apps/demo").code == 200)
            #expect(try await emulator.with(token: Keys.reader).get("/v1/apps/demo").code == 200)
            // Names are one for all: who may not see the app learns that it is taken.
            #expect(try await emulator.with(token: Keys.stranger).get("/v1/apps/demo").code == 403)
            let free = try await emulator.with(token: Keys.stranger).get("/v1/apps/free")
            #expect(free.code == 404)
            #expect(free.error == "app not found")
        }
    }

    @Test func `lists show what the token may see`() async throws {
        try await withEmulator(Keys.strict) { emulator async throws in
            let owner = emulator.with(token: Keys.owner)
            _ = try await owner.makeApp()
            _ = try await owner.makeApp("other")
            func names(_ token: String) async throws -> [String] {
                let list = try await emulator.with(token: token).get("/v1/apps?org_slug=personal").json
                #expect(list["total_apps"]?.intValue == list["apps"]?.arrayValue?.count)
                return list["apps"]?.arrayValue?.compactMap { $0["name"]?.stringValue } ?? []
            }
            #expect(try await names(Keys.owner) == ["demo", "other"])
            #expect(try await names(Keys.reader) == ["demo", "other"])
            #expect(try await names(Keys.demoOnly) == ["demo"])
            let foreign = try await emulator.with(token: Keys.stranger).get("/v1/apps?org_slug=personal")
            #expect(foreign.code == 403)
            #expect(foreign.error == "unauthorized")
        }
    }

    @Test func `a token for one app stays in it`() async throws {
        try await withEmulator(Keys.strict) { emulator async throws in
            let owner = emulator.with(token: Keys.owner)
            _ = try await owner.makeApp()
            _ = try await owner.makeApp("other")
            let narrow = emulator.with(token: Keys.demoOnly)
            #expect(try await narrow.get("/v1/apps/demo/machines").code == 200)
            #expect(try await narrow.get("/v1/apps/other/machines").error == "unauthorized")
            let made = try await narrow.post("/v1/apps", ["app_name": "third", "org_slug": "personal"])
            #expect(made.code == 403)
            #expect(made.error == "unauthorized")
        }
    }

    @Test func `an app is made in the token's own organization only`() async throws {
        try await withEmulator(Keys.strict) { emulator async throws in
            let stranger = emulator.with(token: Keys.stranger)
            let refused = try await stranger.post("/v1/apps", ["app_name": "mine", "org_slug": "personal"])
            #expect(refused.code == 403)
            #expect(refused.error == "unauthorized")
            #expect(try await stranger.post("/v1/apps", ["app_name": "mine", "org_slug": "elsewhere"]).code == 201)
        }
    }

    @Test func `of several tokens the one that fits is taken`() async throws {
        try await withEmulator(Keys.strict) { emulator async throws in
            _ = try await emulator.with(token: Keys.owner).makeApp()
            let both = emulator.with(token: "Bearer nobody-knows, stranger-token,owner-token")
            #expect(try await both.get("/v1/apps/demo").code == 200)
        }
    }

    @Test func `a lease is its taker's`() async throws {
        try await withEmulator(Keys.strict) { emulator async throws in
            let machine = try await emulator.with(token: Keys.owner).makeApp().makeMachine(
                TestConfig.plain, ["lease_ttl": 60])
            let shown = try await emulator.with(token: Keys.owner).get(machine.path + "/lease").json
            #expect(shown["data"]?["owner"] == "owner@example.com")
            let refused = try await emulator.with(token: Keys.demoOnly).post(machine.path + "/lease")
            #expect(refused.error?.contains("lease currently held by owner@example.com, expires at") == true)
        }
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeMachine()
            let taken = try await machine.post("lease").json
            #expect(taken["data"]?["owner"] == "dev@windtunnel.local")
        }
    }

    @Test func `a stranger makes no world`() async throws {
        try await withEmulator(Keys.strict) { emulator async throws in
            #expect(try await emulator.with(token: "Bearer wt_theirs").get("/v1/apps/demo").code == 401)
            #expect(try await emulator.with(token: "Bearer wt_theirs").get("/any/.well-known/jwks").code == 404)
            var headers: HTTPFields = [.windtunnelWorld: "theirs"]
            #expect(try await emulator.get("/v1/apps/demo", headers: headers).code == 401)
            let worlds = try await emulator.get("/_windtunnel/worlds").json["worlds"]?.arrayValue ?? []
            #expect(worlds.compactMap { $0["name"]?.stringValue } == ["default"])
            headers[.authorization] = Keys.owner
            #expect(try await emulator.get("/v1/apps/demo", headers: headers).code == 404)
            #expect(try await emulator.get("/_windtunnel/worlds").json["worlds"]?.arrayValue?.count == 2)
        }
    }

    @Test func `the controls ask for no token while only this computer can reach them`() async throws {
        try await withEmulator(Keys.strict) { emulator async throws in
            let clock = try await emulator.get("/_windtunnel/clock")
            #expect(clock.code == 200)
            let advance = try await emulator.post("/_windtunnel/clock/advance", ["by": "1s"])
            #expect(advance.code == 200)
        }
    }

    @Test(
        arguments: [
            (Keys.owner, 200), (Keys.stranger, 200), (Keys.reader, 403), (Keys.demoOnly, 403), ("Bearer x", 401),
        ])
    func `beyond this computer they ask for write access to all apps`(token: String, code: Int) async throws {
        try await withEmulator(EmulatorSetup(tokens: Keys.file, isRemote: true)) { emulator async throws in
            let clock = try await emulator.with(token: token).get("/_windtunnel/clock")
            #expect(clock.code == code)
            let health = try await emulator.with(token: token).get("/_windtunnel/health")
            #expect(health.code == 200)
        }
    }

    @Test func `a machine needs no token for its own app, and has none for another`() async throws {
        try await withEmulator(Keys.strict) { emulator async throws in
            let owner = emulator.with(token: Keys.owner)
            let machine = try await owner.makeApp().makeStartedMachine()
            _ = try await owner.makeApp("other")
            let inside = emulator.asMachine(machine)
            #expect(try await inside.post(machine.path + "/suspend").code == 200)
            #expect(try await inside.get("/v1/apps/other").code == 403)
            #expect(try await owner.delete("/v1/apps/demo").code == 202)
            #expect(try await inside.get("/v1/apps/other").code == 401)
        }
    }
}

@Suite(.timeLimit(.minutes(5))) struct PermissiveAuthorization {
    @Test(arguments: [nil, "Bearer anything", "FlyV1 fm2_x,fm2_y", "nonsense"])
    func `any token does, and none too`(token: String?) async throws {
        try await withEmulator { emulator in
            let asked = emulator.with(token: token)
            _ = try await asked.makeApp()
            #expect(try await asked.get("/v1/apps?org_slug=personal").json["total_apps"] == 1)
            #expect(try await emulator.get("/v1/apps/demo").code == 200)
        }
    }
}

@Suite(.timeLimit(.minutes(5))) struct GraphQLAuthorization {
    private func ask(_ emulator: TestEmulator, _ token: String?, _ query: String) async throws -> JSON {
        let answer = try await emulator.with(token: token).post("/graphql", ["query": .string(query)])
        #expect(answer.code == 200)
        return try answer.json
    }

    @Test func `without a token the answer is 200 with the code UNAUTHORIZED`() async throws {
        try await withEmulator(Keys.strict) { emulator async throws in
            let expected: JSON = [
                "data": .null,
                "errors": [
                    ["message": "You must be authenticated to view this.", "extensions": ["code": "UNAUTHORIZED"]]
                ],
            ]
            #expect(try await ask(emulator, nil, "{ apps { nodes { name } } }") == expected)
            #expect(try await ask(emulator, "Bearer x", "{ apps { nodes { name } } }") == expected)
            let answer = try await emulator.with(token: nil).post("/graphql", ["query": "{ apps { nodes { name } } }"])
            #expect(answer.header("content-type") == "application/json")
        }
    }

    @Test func `a token that may only read is answered no mutation`() async throws {
        try await withEmulator(Keys.strict) { emulator async throws in
            _ = try await emulator.with(token: Keys.owner).makeApp()
            let mutation = #"mutation { deleteApp(appId: "demo") { organization { slug } } }"#
            let refused = try await ask(emulator, Keys.reader, mutation)
            #expect(refused["errors"]?[0]?["extensions"]?["code"] == "UNAUTHORIZED")
            #expect(refused["data"] == .null)
            #expect(try await emulator.with(token: Keys.owner).get("/v1/apps/demo").code == 200)
            let query = #"{ app(name: "demo") { name } }"#
            #expect(try await ask(emulator, Keys.reader, query)["data"]?["app"]?["name"] == "demo")
            let done = try await ask(emulator, Keys.owner, mutation)
            #expect(done["data"]?["deleteApp"]?["organization"]?["slug"] == "personal")
        }
    }

    @Test(
        arguments: [
            (Keys.owner, ["demo", "other"]), (Keys.reader, ["demo", "other"]), (Keys.demoOnly, ["demo"]),
            (Keys.stranger, []),
        ])
    func `lists have the apps that the token may see`(token: String, names: [String]) async throws {
        try await withEmulator(Keys.strict) { emulator async throws in
            let owner = emulator.with(token: Keys.owner)
            let machine = try await owner.makeApp().makeMachine()
            let other = try await owner.makeApp("other").makeMachine()
            func list(_ query: String, _ path: [String], _ field: String) async throws -> [String] {
                var node = try await ask(emulator, token, query)["data"]
                for key in path { node = node?[key] }
                return node?["nodes"]?.arrayValue?.compactMap { $0[field]?.stringValue } ?? []
            }
            #expect(try await list("{ apps { nodes { name } } }", ["apps"], "name") == names)
            let ids = [("demo", machine.id), ("other", other.id)].filter { names.contains($0.0) }.map(\.1)
            #expect(try await list("{ machines { nodes { id } } }", ["machines"], "id") == ids)
            let organizations = try await list("{ organizations { nodes { slug } } }", ["organizations"], "slug")
            #expect(organizations == [token == Keys.stranger ? "elsewhere" : "personal"])
        }
    }

    @Test func `what a token may not see is not found, by whatever name`() async throws {
        try await withEmulator(Keys.strict) { emulator async throws in
            let owner = emulator.with(token: Keys.owner)
            let app = try await owner.makeApp("other")
            let machine = try await app.makeMachine()
            let volume = try await app.makeVolume()
            let address = try await ask(
                emulator, Keys.owner,
                #"mutation { allocateIpAddress(input: {appId: "other", type: v6}) { ipAddress { id } } }"#)
            let id = try #require(
                address["data"]?["allocateIpAddress"]?["ipAddress"]?["id"]?.stringValue, "\(address.text)")
            for (field, message) in [
                (#"app(name: "other") { name }"#, #"Could not find App "other""#),
                (#"machine(machineId: "\#(machine.id)") { id }"#, "Could not find Machine"),
                (#"volume(id: "\#(volume)") { id }"#, "Could not find Volume"),
                (#"ipAddress(id: "\#(id)") { id }"#, "Could not find IPAddress"),
                (#"node(id: "other") { id }"#, "Could not find Node"),
                (#"node(id: "\#(machine.id)") { id }"#, "Could not find Node"),
                (#"node(id: "\#(id)") { id }"#, "Could not find Node"),
            ] {
                #expect(try await ask(emulator, Keys.owner, "{ \(field) }")["errors"] == nil, "\(field)")
                for token in [Keys.demoOnly, Keys.stranger] {
                    let answer = try await ask(emulator, token, "{ \(field) }")
                    #expect(answer["errors"]?[0]?["message"] == .string(message), "\(field)")
                    #expect(answer["errors"]?[0]?["extensions"]?["code"] == "NOT_FOUND", "\(field)")
                }
            }
            for mutation in [
                #"deleteApp(appId: "other") { organization { slug } }"#,
                #"allocateIpAddress(input: {appId: "other", type: v4}) { app { name } }"#,
                #"releaseIpAddress(input: {ipAddressId: "\#(id)"}) { app { name } }"#,
                #"releaseIpAddress(input: {appId: "other", ipAddressId: "\#(id)"}) { app { name } }"#,
            ] {
                let answer = try await ask(emulator, Keys.demoOnly, "mutation { \(mutation) }")
                #expect(answer["errors"]?[0]?["extensions"]?["code"] == "NOT_FOUND", "\(mutation)")
            }
            #expect(try await owner.get("/v1/apps/other/ip_assignments").json["ips"]?.arrayValue?.count == 1)
        }
    }

    @Test func `an app is made in the token's own organization only`() async throws {
        try await withEmulator(Keys.strict) { emulator async throws in
            let found = try await ask(emulator, Keys.owner, #"{ organization(slug: "personal") { id } }"#)
            let id = try #require(found["data"]?["organization"]?["id"]?.stringValue)
            let mutation = #"mutation { createApp(input: {organizationId: "\#(id)", name: "mine"}) { app { name } } }"#
            for token in [Keys.stranger, Keys.demoOnly] {
                let refused = try await ask(emulator, token, mutation)
                #expect(refused["errors"]?[0]?["extensions"]?["code"] == "UNAUTHORIZED")
            }
            #expect(try await ask(emulator, Keys.owner, mutation)["errors"] == nil)
            let hidden = try await ask(emulator, Keys.stranger, #"{ organization(slug: "personal") { id } }"#)
            #expect(hidden["errors"]?[0]?["message"] == "Could not find Organization")
        }
    }
}

extension HTTPField.Name {
    fileprivate static let windtunnelWorld = HTTPField.Name("Windtunnel-World") ?? .from
}
