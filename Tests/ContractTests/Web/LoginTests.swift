import HTTPTypes
import OrderedJSON
import Testing
import WindtunnelTestSupport

/// Logins: `/api/v1/cli_sessions` and `/api/v1/sessions` (reference/graphql.md, section 4.3).
@Suite(.timeLimit(.minutes(5))) struct Logins {
    private static let path = "/api/v1/cli_sessions"
    private static let remote = EmulatorSetup(tokens: Keys.file, isRemote: true)

    private static func begin(_ emulator: TestEmulator, _ more: JSON = [:]) async throws -> JSON {
        var body: JSONObject = ["name": "paper-boat", "signup": false, "target": "auth"]
        for member in more.objectValue ?? [:] { body[member.key] = member.value }
        let answer = try await emulator.post(path, .object(body))
        try #require(answer.code == 201, "\(answer.text)")
        return try answer.json
    }

    private static func id(of session: JSON) throws -> String { try #require(session["id"]?.stringValue) }

    /// The example of RFC 7636, appendix B.
    private static let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    private static let challenge: JSON = [
        "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "code_challenge_method": "S256",
        "state": "a b&c", "redirect_port": 40123,
    ]

    private static func redeem(
        _ emulator: TestEmulator, _ id: String, code: String, verifier: String = verifier
    ) async throws -> Answer {
        try await emulator.post(
            path + "/\(id)/redeem", ["code": .string(code), "code_verifier": .string(verifier)])
    }

    /// What the browser is sent on to.
    private static func location(_ emulator: TestEmulator, _ session: JSON) async throws -> String {
        let url = try #require(session["auth_url"]?.stringValue)
        let page = try await emulator.get("/" + url.split(separator: "/").dropFirst(2).joined(separator: "/"))
        #expect(page.code == 303)
        return try #require(page.header("location"))
    }

    private static func code(in location: String) throws -> String {
        try #require(location.firstMatch(of: /code=([0-9a-z]+)/)).output.1.description
    }

    @Test func `a login is approved by itself, and its token is handed out once`() async throws {
        try await withEmulator { emulator in
            let session = try await Self.begin(emulator)
            #expect(session["pkce"] == false)
            #expect(session["access_token"] == "")
            let id = try Self.id(of: session)
            let answer = try await emulator.get(Self.path + "/\(id)")
            #expect(answer.code == 200)
            #expect(try answer.json["id"] == .string(id))
            let token = try #require(answer.json["access_token"]?.stringValue)
            #expect(token.wholeMatch(of: /wt_default_[0-9a-f]{64}/) != nil)
            let again = try await emulator.get(Self.path + "/\(id)")
            #expect(again.code == 404)
            #expect(again.error == "session not found")
        }
    }

    @Test func `the token is known where tokens are checked, and can be revoked`() async throws {
        try await withEmulator(Keys.strict) { emulator async throws in
            _ = try await emulator.with(token: Keys.owner).makeApp()
            let id = try Self.id(of: await Self.begin(emulator))
            let token = try #require(await emulator.get(Self.path + "/\(id)").json["access_token"]?.stringValue)
            let mine = emulator.with(token: "Bearer " + token)
            #expect(try await mine.get("/v1/apps/demo").code == 200)
            #expect(try await mine.post("/v1/apps", ["app_name": "mine", "org_slug": "personal"]).code == 201)
            let current = try await mine.get("/v1/tokens/current").json["tokens"]?[0]
            #expect(current?["user"] == "dev@windtunnel.local")
            #expect(current?["org_slug"] == "personal")
            #expect(try await emulator.with(token: "Bearer \(token.dropLast())0").get("/v1/apps/demo").code == 401)

            let list: JSON = [
                "query": #"{ organization(slug: "personal") { limitedAccessTokens { nodes { id name } } } }"#
            ]
            let node = try await mine.post("/graphql", list)
                .json["data"]?["organization"]?["limitedAccessTokens"]?["nodes"]?[0]
            #expect(node?["name"] == "paper-boat")
            let revoke: JSON = [
                "query":
                    "mutation($id: ID!) { deleteLimitedAccessToken(input: {id: $id}) { token } }",
                "variables": ["id": node?["id"] ?? .null],
            ]
            _ = try await mine.post("/graphql", revoke)
            #expect(try await mine.get("/v1/apps/demo").code == 401)
        }
    }

    @Test func `a login lasts thirty days`() async throws {
        try await withEmulator(Keys.strict) { emulator async throws in
            let id = try Self.id(of: await Self.begin(emulator))
            let token = try #require(await emulator.get(Self.path + "/\(id)").json["access_token"]?.stringValue)
            let mine = emulator.with(token: "Bearer " + token)
            try await emulator.advance(by: "719h")
            #expect(try await mine.get("/v1/tokens/current").code == 200)
            try await emulator.advance(by: "2h")
            #expect(try await mine.get("/v1/tokens/current").code == 401)
        }
    }

    @Test func `a session nobody fetches is gone after a quarter of an hour`() async throws {
        try await withEmulator { emulator in
            let id = try Self.id(of: await Self.begin(emulator))
            try await emulator.advance(by: "15m")
            #expect(try await emulator.get(Self.path + "/\(id)").error == "session not found")
        }
    }

    @Test func `with a challenge the browser brings the code, and the code and the secret the token`() async throws {
        try await withEmulator { emulator in
            let session = try await Self.begin(emulator, Self.challenge)
            #expect(session["pkce"] == true)
            let id = try Self.id(of: session)
            let polled = try await emulator.get(Self.path + "/\(id)")
            #expect(polled.code == 404)
            #expect(polled.error == "session must be redeemed with its code")

            let location = try await Self.location(emulator, session)
            #expect(location.hasPrefix("http://127.0.0.1:40123/callback?code="))
            #expect(location.hasSuffix("&state=a%20b%26c"))
            let code = try Self.code(in: location)
            let wrongCode = try await Self.redeem(emulator, id, code: "x")
            #expect(wrongCode.code == 400)
            #expect(wrongCode.error == "invalid code")
            let wrongSecret = try await Self.redeem(emulator, id, code: code, verifier: "x")
            #expect(wrongSecret.code == 400)
            #expect(wrongSecret.error == "invalid code_verifier")
            let answer = try await Self.redeem(emulator, id, code: code)
            #expect(answer.code == 200)
            #expect(try answer.json["access_token"]?.stringValue?.hasPrefix("wt_default_") == true)
            #expect(try await Self.redeem(emulator, id, code: code).error == "session not found")
        }
    }

    @Test func `without a port the page shows the code, without a challenge that all is done`() async throws {
        try await withEmulator { emulator in
            func page(_ session: JSON) async throws -> String {
                try await emulator.get("/_windtunnel/cli_sessions/" + Self.id(of: session)).text
            }
            var challenge = Self.challenge.objectValue ?? [:]
            challenge["redirect_port"] = 0
            let shown = try await page(Self.begin(emulator, .object(challenge)))
            #expect(shown.wholeMatch(of: /Paste this code into your terminal: [0-9a-z]{20}\n/) != nil)
            let plain = try await page(Self.begin(emulator))
            #expect(plain == "You are logged in. Go back to your terminal.\n")
            #expect(try await emulator.get("/_windtunnel/cli_sessions/x").code == 404)
        }
    }

    @Test(arguments: [
        ("127.0.0.1:4280", "http"), ("localhost", "http"), ("[::1]:4280", "http"), ("api.fly.io", "https"),
    ])
    func `the browser is led to where the session was begun`(host: String, scheme: String) async throws {
        try await withEmulator { emulator in
            let answer = try await emulator.post(Self.path, ["name": "x"], host: host)
            let url = try answer.json["auth_url"]?.stringValue
            #expect(url?.hasPrefix("\(scheme)://\(host)/_windtunnel/cli_sessions/") == true)
        }
    }

    @Test func `another way of hashing is refused`() async throws {
        try await withEmulator { emulator in
            let answer = try await emulator.post(
                Self.path, ["name": "x", "code_challenge": "y", "code_challenge_method": "plain"])
            #expect(answer.code == 400)
            #expect(
                answer.error
                    == "invalid_argument: invalid code_challenge_method: plain, must be one of [S256]")
        }
    }

    @Test func `where others reach the listener a login waits until somebody approves`() async throws {
        try await withEmulator(Self.remote) { emulator async throws in
            let id = try Self.id(of: await Self.begin(emulator))
            let waiting = try await emulator.get(Self.path + "/\(id)")
            #expect(waiting.code == 404, "so that the client goes on polling")
            #expect(waiting.error == "session is not approved yet")
            let page = try await emulator.get("/_windtunnel/cli_sessions/\(id)").text
            #expect(page.contains("POST /_windtunnel/cli_sessions/\(id)/approve"))

            let approve = "/_windtunnel/cli_sessions/\(id)/approve"
            #expect(try await emulator.post(approve).code == 401)
            #expect(try await emulator.with(token: Keys.reader).post(approve).code == 403)
            #expect(try await emulator.with(token: Keys.owner).post(approve).code == 204)
            let token = try #require(await emulator.get(Self.path + "/\(id)").json["access_token"]?.stringValue)
            let current = try await emulator.with(token: "Bearer " + token).get("/v1/tokens/current").json
            #expect(current["tokens"]?[0]?["user"] == "owner@example.com")
        }
    }

    @Test func `only a session that is there is approved`() async throws {
        try await withEmulator { emulator in
            let answer = try await emulator.post("/_windtunnel/cli_sessions/x/approve")
            #expect(answer.code == 404)
            #expect(answer.error == "session not found")
            #expect(try answer.json["hint"]?.stringValue?.isEmpty == false)
        }
    }

    @Test func `any password is right, and the token is its user's`() async throws {
        try await withEmulator(Keys.strict) { emulator async throws in
            let body: JSON = ["data": ["attributes": ["email": "a@b.c", "password": "x", "otp": ""]]]
            let answer = try await emulator.post("/api/v1/sessions", body)
            #expect(answer.code == 200)
            let token = try #require(answer.json["data"]?["attributes"]?["access_token"]?.stringValue)
            let current = try await emulator.with(token: "Bearer " + token).get("/v1/tokens/current").json
            #expect(current["tokens"]?[0]?["user"] == "a@b.c")
            for (attributes, missing) in [
                ([:] as JSON, "email"), (["email": "a@b.c"], "password"), (["password": "x"], "email"),
            ] {
                let refused = try await emulator.post("/api/v1/sessions", ["data": ["attributes": attributes]])
                #expect(refused.code == 400)
                #expect(refused.error == "invalid_argument: \(missing) is required")
            }
        }
    }

    @Test func `no password is right where others reach the listener`() async throws {
        try await withEmulator(Self.remote) { emulator async throws in
            let body: JSON = ["data": ["attributes": ["email": "a@b.c", "password": "x"]]]
            let answer = try await emulator.post("/api/v1/sessions", body)
            #expect(answer.code == 401)
            #expect(
                answer.error
                    == "windtunnel knows no passwords; others can reach it, so use a token of its book")
        }
    }

    @Test func `a login belongs to the world it was begun in, and its token leads there`() async throws {
        try await withEmulator { emulator in
            let headers: HTTPFields = [try #require(HTTPField.Name("Windtunnel-World")): "w1"]
            let session = try await emulator.post(Self.path, ["name": "x"], headers: headers).json
            let id = try Self.id(of: session)
            #expect(try await emulator.get(Self.path + "/\(id)").code == 404)
            let token = try await emulator.get(Self.path + "/\(id)", headers: headers).json["access_token"]
            #expect(token?.stringValue?.hasPrefix("wt_w1_") == true)
        }
    }
}
