import HTTPTypes
import OrderedJSON
import Testing
import WindtunnelTestSupport

@Suite(.timeLimit(.minutes(5))) struct DeployTokens {
    /// Mints a token for the app `demo`.
    private func mint(_ emulator: TestEmulator, _ body: JSON = [:]) async throws -> String {
        let answer = try await emulator.post("/v1/apps/demo/deploy_token", body)
        #expect(answer.code == 200, "\(answer.text)")
        #expect(try answer.json.objectValue?.keys.elementsEqual(["token"]) == true)
        return try #require(try answer.json["token"]?.stringValue)
    }

    @Test func `a token is two macaroons behind their scheme word`() async throws {
        try await withEmulator { emulator in
            _ = try await emulator.makeApp()
            let token = try await mint(emulator)
            #expect(token.wholeMatch(of: #/FlyV1 fm2_[A-Za-z0-9+/]+=*,fm2_[A-Za-z0-9+/]+=*/#) != nil, "\(token)")
            #expect(try await mint(emulator) != token)
        }
    }

    @Test func `it opens its app, no other and no list of others, and mints again`() async throws {
        try await withEmulator(Keys.strict) { emulator in
            let owner = emulator.with(token: Keys.owner)
            _ = try await owner.makeApp()
            _ = try await owner.makeApp("other")
            let token = try await mint(owner)
            // As clients send it, and as people paste it.
            for header in [token, "Bearer \(token)", String(token.dropFirst("FlyV1 ".count))] {
                let ci = emulator.with(token: header)
                #expect(try await ci.get("/v1/apps/demo").code == 200)
                #expect(try await ci.get("/v1/apps/other").code == 403)
                #expect(try await ci.get("/v1/apps?org_slug=personal").json["total_apps"] == 1)
                #expect(try await ci.post("/v1/apps", ["app_name": "x", "org_slug": "personal"]).code == 403)
                let second = try await mint(ci)
                #expect(try await emulator.with(token: second).get("/v1/apps/demo").code == 200)
            }
            let lost = emulator.with(token: "Bearer FlyV1" + token.dropFirst("FlyV1 ".count))
            #expect(try await lost.get("/v1/apps/demo").code == 401)
        }
    }

    @Test func `it ends with its time, which is the world's`() async throws {
        try await withEmulator(Keys.strict) { emulator in
            let owner = emulator.with(token: Keys.owner)
            _ = try await owner.makeApp()
            let ci = emulator.with(token: try await mint(owner, ["expiry": "1h30m"]))
            try await emulator.advance(by: "89m59s")
            #expect(try await ci.get("/v1/apps/demo").code == 200)
            try await emulator.advance(by: "1s")
            #expect(try await ci.get("/v1/apps/demo").code == 401)
        }
    }

    @Test func `without an end it is good for twenty years`() async throws {
        try await withEmulator(Keys.strict) { emulator in
            let owner = emulator.with(token: Keys.owner)
            _ = try await owner.makeApp()
            for body in [[:], ["expiry": ""], ["expiry": .null]] as [JSON] {
                let ci = emulator.with(token: try await mint(owner, body))
                #expect(try await ci.get("/v1/apps/demo").code == 200)
            }
            let ci = emulator.with(token: try await mint(owner))
            try await emulator.advance(by: "175199h")
            #expect(try await ci.get("/v1/apps/demo").code == 200)
            try await emulator.advance(by: "1h")
            #expect(try await ci.get("/v1/apps/demo").code == 401)
        }
    }

    @Test func `it goes with its app`() async throws {
        try await withEmulator(Keys.strict) { emulator in
            let owner = emulator.with(token: Keys.owner)
            _ = try await owner.makeApp()
            let ci = emulator.with(token: try await mint(owner))
            #expect(try await ci.delete("/v1/apps/demo").code == 202)
            _ = try await owner.makeApp()
            #expect(try await ci.get("/v1/apps/demo").code == 401)
        }
    }

    @Test func `it leads to the world that minted it`() async throws {
        try await withEmulator { emulator in
            _ = try await emulator.inWorld("blue").makeApp()
            let token = try await mint(emulator.inWorld("blue"))
            #expect(try await emulator.with(token: token).get("/v1/apps/demo").code == 200)
            #expect(try await emulator.get("/v1/apps/demo").code == 404)
        }
    }

    @Test(
        arguments: [
            ("", "EOF"),
            (
                #"{"expiry":5}"#,
                "json: cannot unmarshal number into Go struct field createDeployTokenRequest.expiry of type string"
            ),
            (#"{"expiry":"soon"}"#, #"time: invalid duration "soon""#),
            (#"{"expiry":"1d"}"#, #"time: unknown unit "d" in duration "1d""#),
            (#"{"expiry":"0s"}"#, "invalid_argument: expiry must be positive"),
            (#"{"expiry":"-1h"}"#, "invalid_argument: expiry must be positive"),
            ("[]", "json: cannot unmarshal array into Go value of type main.createDeployTokenRequest"),
        ])
    func `a body that makes no sense is refused`(body: String, words: String) async throws {
        try await withEmulator { emulator in
            _ = try await emulator.makeApp()
            let answer = try await emulator.send(.post, "/v1/apps/demo/deploy_token", bytes: Array(body.utf8))
            #expect(answer.code == 400)
            #expect(answer.error == words)
        }
    }

    @Test func `for an app that is not there none is minted`() async throws {
        try await withEmulator { emulator in
            let answer = try await emulator.post("/v1/apps/demo/deploy_token", [:])
            #expect(answer.code == 404)
            #expect(answer.error == "app not found")
        }
    }
}

@Suite(.timeLimit(.minutes(5))) struct Tokens {
    @Test func `the current tokens tell whose they are`() async throws {
        try await withEmulator(Keys.strict) { emulator in
            let owner = emulator.with(token: Keys.owner)
            _ = try await owner.makeApp()
            let minted = try await owner.post("/v1/apps/demo/deploy_token", [:]).json["token"]?.stringValue
            for (token, organization, slug, apps, user) in [
                (Keys.owner, "Personal", "personal", [], "owner@example.com"),
                (Keys.demoOnly, "Personal", "personal", ["demo"], "ci@example.com"),
                (Keys.stranger, "elsewhere", "elsewhere", [], "other@example.com"),
                (try #require(minted), "Personal", "personal", ["demo"], "owner@example.com"),
            ] as [(String, String, String, [JSON], String)] {
                let answer = try await emulator.with(token: token).get("/v1/tokens/current")
                #expect(answer.code == 200)
                let tokens = try answer.json["tokens"]?.arrayValue ?? []
                #expect(tokens.count == 1)
                #expect(tokens.first?["organization"] == .string(organization))
                #expect(tokens.first?["org_slug"] == .string(slug))
                #expect(tokens.first?["apps"] == .array(apps))
                #expect(tokens.first?["user"] == .string(user))
                #expect(tokens.first?["restricted_to_machine"] == "")
                #expect(tokens.first?["token_id"]?.stringValue?.count == 32)
            }
            let both = try await emulator.with(token: "\(Keys.owner),demo-token").get("/v1/tokens/current")
            #expect(try both.json["tokens"]?.arrayValue?.count == 2)
        }
    }

    @Test func `where none is checked the developer holds every token`() async throws {
        try await withEmulator { emulator in
            for token in [nil, "Bearer x", "FlyV1 fm2_a,fm2_b"] {
                let tokens = try await emulator.with(token: token).get("/v1/tokens/current").json["tokens"]
                #expect(tokens?.arrayValue?.count == 1)
                #expect(tokens?[0]?["user"] == "dev@windtunnel.local")
                #expect(tokens?[0]?["apps"] == [])
            }
        }
    }

    @Test func `a machine's socket is a token for that machine`() async throws {
        try await withEmulator(Keys.strict) { emulator in
            let machine = try await emulator.with(token: Keys.owner).makeApp().makeMachine()
            let tokens = try await emulator.asMachine(machine).get("/v1/tokens/current").json["tokens"]
            #expect(tokens?[0]?["restricted_to_machine"] == .string(machine.id))
            #expect(tokens?[0]?["source_machine_id"] == .string(machine.id))
            #expect(tokens?[0]?["apps"] == ["demo"])
        }
    }

    @Test func `somebody else's token is authenticated with its caveats`() async throws {
        try await withEmulator(Keys.strict) { emulator in
            let owner = emulator.with(token: Keys.owner)
            let app = try await owner.makeApp()
            let number = try #require(try await owner.get(app.path).json["internal_numeric_id"]?.intValue)
            let organization = try #require(
                try await owner.get(app.path).json["organization"]?["internal_numeric_id"]?.intValue)
            let minted = try await owner.post(app.path + "/deploy_token", ["expiry": "1h"]).json["token"]?.stringValue
            let token = try #require(minted)

            let answer = try await emulator.post("/v1/tokens/authenticate", ["header": .string(token)])
            #expect(answer.code == 200)
            let verified = try #require(try answer.json.arrayValue)
            #expect(verified.count == 1)
            let permission = try #require(token.dropFirst("FlyV1 fm2_".count).split(separator: ",").first)
            #expect(verified[0]["permission_token"] == .string(String(permission)))
            #expect(verified[0]["header"] == .string("FlyV1 fm2_\(permission)"))
            #expect(verified[0]["nonce"]?.stringValue?.isEmpty == false)
            #expect(
                verified[0]["caveats"] == [
                    ["type": "Organization", "body": ["id": .int(organization), "mask": "rwcdC"]],
                    ["type": "Apps", "body": ["apps": [String(number): "rwcdC"]]],
                    [
                        "type": "ValidityWindow",
                        "body": ["not_before": 1_785_585_600, "not_after": 1_785_589_200],
                    ],
                ])

            let reader = try await emulator.post("/v1/tokens/authenticate", ["header": .string(Keys.reader)])
            #expect(try reader.json[0]?["caveats"]?[0]?["body"]?["mask"] == "r")
            for body in [["header": "Bearer x"], ["header": ""], [:]] as [JSON] {
                let refused = try await emulator.post("/v1/tokens/authenticate", body)
                #expect(refused.code == 400)
                #expect(refused.error == "token validation error")
            }
            #expect(try await emulator.post("/v1/tokens/authenticate").error == "EOF")
        }
    }

    @Test func `what a token allows is told by what is asked`() async throws {
        try await withEmulator(Keys.strict) { emulator in
            let owner = emulator.with(token: Keys.owner)
            let app = try await owner.makeApp()
            _ = try await owner.makeApp("other")
            let machine = try await app.makeMachine()
            let volume = try await app.makeVolume()
            let number = try #require(try await owner.get(app.path).json["internal_numeric_id"])
            func authorize(_ token: String, _ access: JSON) async throws -> Answer {
                try await emulator.post("/v1/tokens/authorize", ["header": .string(token), "access": access])
            }
            let machineID = JSON.string(machine.id)
            for (token, access, code) in [
                (Keys.owner, ["org_slug": "personal", "action": "rwcdC"], 200),
                (Keys.owner, ["org_slug": "elsewhere", "action": "r"], 403),
                (Keys.reader, ["org_slug": "personal", "action": "r"], 200),
                (Keys.reader, ["org_slug": "personal", "action": "rw"], 403),
                (Keys.reader, ["org_slug": "personal", "mutation": "deleteApp"], 403),
                (Keys.owner, ["org_slug": "personal", "mutation": "deleteApp"], 200),
                (Keys.demoOnly, ["org_slug": "personal", "action": "r"], 403),
                (Keys.demoOnly, ["app_name": "demo", "action": "*"], 200),
                (Keys.demoOnly, ["app_name": "other", "action": "r"], 403),
                (Keys.demoOnly, ["machine_id": machineID, "action": "C"], 200),
                (Keys.demoOnly, ["volume_id": .string(volume), "action": "d"], 200),
                (Keys.stranger, ["machine_id": machineID], 403),
            ] as [(String, JSON, Int)] {
                let answer = try await authorize(token, access)
                #expect(answer.code == code, "\(token) \(access.text)")
                if code == 403 { #expect(answer.error == "unauthorized") }
            }
            let granted = try await authorize(
                Keys.owner,
                [
                    "machine_id": machineID, "action": "Cr", "machine_feature": "oidc", "command": ["ls", "/"],
                    "source_machine": "abc",
                ]
            ).json
            #expect(granted["access"]?["action"] == "rC")
            #expect(granted["access"]?["appid"] == number)
            #expect(granted["access"]?["machine"] == machineID)
            #expect(granted["access"]?["machine_feature"] == "oidc")
            #expect(granted["access"]?["command"] == ["ls", "/"])
            #expect(granted["access"]?["sourceMachine"] == "abc")
            #expect(granted["verified_token"]?["header"] == .string(Keys.owner))

            for (access, words) in [
                ([:], "invalid_argument: access.org_slug is required"),
                (["app_name": "nothing"], "app not found"),
                (["machine_id": "148e2d1a9c0f73"], "machine not found"),
                (["volume_id": "vol_0"], "volume not found"),
                (["app_name": "other", "machine_id": machineID], "invalid_argument: access names more than one app"),
                (
                    ["app_name": "demo", "org_slug": "elsewhere"],
                    "invalid_argument: app demo is not in organization elsewhere"
                ),
            ] as [(JSON, String)] {
                let refused = try await authorize(Keys.owner, access)
                #expect(refused.code == 400, "\(access.text)")
                #expect(refused.error == words)
            }
            #expect(try await authorize("Bearer x", ["org_slug": "personal"]).error == "token validation error")
        }
    }

    @Test func `a key service token is for machines`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeMachine()
            let refused = try await emulator.post("/v1/tokens/kms")
            #expect(refused.code == 400)
            #expect(
                refused.error
                    == "invalid_argument: a KMS token can only be requested from inside a Machine, "
                    + "through its socket /.fly/api")
            let answer = try await emulator.asMachine(machine).post("/v1/tokens/kms")
            #expect(answer.code == 200)
            #expect(answer.header("content-type") == "text/plain; charset=utf-8")
            #expect(answer.text.hasPrefix("fm2_"))
        }
    }
}
