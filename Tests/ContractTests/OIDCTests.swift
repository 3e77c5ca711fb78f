import JWTKit
import OrderedJSON
import Testing
import WindtunnelTestSupport

@Suite(.timeLimit(.minutes(2))) struct OIDCTokensOfMachines {
    /// What a verifier reads of a token, by the names on the wire.
    private struct Claims: JWTPayload {
        let iss: String
        let sub: String
        let aud: String
        let exp: Int
        let iat: Int
        let nbf: Int
        let jti: String
        let app_id: String
        let app_name: String
        let image: String
        let image_digest: String
        let machine_id: String
        let machine_name: String
        let machine_version: String
        let org_id: String
        let org_name: String
        let region: String

        func verify(using algorithm: some JWTAlgorithm) async throws {}
    }

    /// Takes a token apart as a stranger does: by the issuer it names, that issuer's document, and the keys it names.
    private func verify(_ token: String, through emulator: TestEmulator) async throws -> Claims {
        let issuer = try await JWTKeyCollection().unverified(token, as: Claims.self).iss
        let host = "oidc.fly.io"
        let path = try #require(issuer.split(separator: host).last)
        let document = try await emulator.get(path + "/.well-known/openid-configuration", host: host)
        #expect(document.code == 200)
        #expect(try document.json["issuer"] == .string(issuer))
        let keysURL = try #require(try document.json["jwks_uri"]?.stringValue)
        let keysPath = try #require(keysURL.split(separator: host).last)
        let keys = try await emulator.get(String(keysPath), host: host)
        #expect(keys.code == 200)
        return try await JWTKeyCollection().add(jwksJSON: keys.text).verify(token, as: Claims.self)
    }

    @Test func `a token is verified by its issuer's documents and tells of the machine`() async throws {
        try await withEmulator(Keys.strict) { emulator in
            let app = try await emulator.with(token: Keys.owner).makeApp()
            let machine = try await app.makeStartedMachine()
            let shown = try await machine.document
            let appShown = try await emulator.with(token: Keys.owner).get(app.path).json

            let answer = try await emulator.asMachine(machine).post("/v1/tokens/oidc")
            #expect(answer.code == 200)
            #expect(answer.header("content-type") == "text/plain; charset=utf-8")
            let claims = try await verify(answer.text, through: emulator)

            #expect(claims.iss == "https://oidc.fly.io/personal")
            #expect(claims.aud == "https://fly.io/personal")
            #expect(claims.sub == "personal:demo:\(shown["name"]?.stringValue ?? "")")
            #expect(claims.exp - claims.iat == 600)
            #expect(claims.nbf == claims.iat)
            #expect(claims.machine_id == machine.id)
            #expect(claims.machine_name == shown["name"]?.stringValue)
            #expect(claims.machine_version == shown["instance_id"]?.stringValue)
            #expect(claims.region == shown["region"]?.stringValue)
            #expect(claims.image == "demo:v1")
            #expect(claims.image_digest == shown["image_ref"]?["digest"]?.stringValue)
            #expect(claims.app_name == "demo")
            #expect(claims.app_id == appShown["internal_numeric_id"]?.intValue.map(String.init))
            #expect(claims.org_name == "personal")
            #expect(claims.org_id == appShown["organization"]?["internal_numeric_id"]?.intValue.map(String.init))
            let uuid = #/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/#
            #expect(claims.jti.wholeMatch(of: uuid) != nil)
        }
    }

    @Test func `its times are the world's, its audience is asked for, and no two are alike`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine()
            let inside = emulator.asMachine(machine)
            let first = try await verify(
                inside.post("/v1/tokens/oidc", ["aud": "sts.amazonaws.com"]).text, through: emulator)
            #expect(first.aud == "sts.amazonaws.com")
            try await emulator.advance(by: "1h")
            let second = try await verify(inside.post("/v1/tokens/oidc", ["aud": ""]).text, through: emulator)
            #expect(second.aud == "https://fly.io/personal")
            #expect(second.iat == first.iat + 3600)
            #expect(second.jti != first.jti)
        }
    }

    @Test func `its header names RS256 and the key of the document`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeMachine()
            let token = try await emulator.asMachine(machine).post("/v1/tokens/oidc").text
            let header = try DefaultJWTParser().parse(Array(token.utf8), as: Claims.self).header
            #expect(header.alg == "RS256")
            #expect(header.typ == "JWT")
            // Reachable where a client can set nothing but the API's address, too.
            let keys = try await emulator.get("/personal/.well-known/jwks").json["keys"]
            #expect(keys?[0]?["kid"]?.stringValue == header.kid)
            #expect(keys?[0]?["alg"] == "RS256")
            #expect(keys?[0]?["use"] == "sig")
        }
    }

    @Test func `a token that was tampered with is not verified`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeMachine()
            let token = try await emulator.asMachine(machine).post("/v1/tokens/oidc").text
            var parts = token.split(separator: ".").map(String.init)
            parts[2] = String(parts[2].reversed())
            await #expect(throws: JWTError.self) {
                try await verify(parts.joined(separator: "."), through: emulator)
            }
        }
    }

    @Test func `session tags come on request`() async throws {
        struct Tagged: JWTPayload {
            struct Tags: Codable {
                let principal_tags: [String: [String]]
                let transitive_tag_keys: [String]
            }
            let tags: Tags?
            enum CodingKeys: String, CodingKey { case tags = "https://aws.amazon.com/tags" }
            func verify(using algorithm: some JWTAlgorithm) async throws {}
        }
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeMachine()
            let inside = emulator.asMachine(machine)
            let keys = JWTKeyCollection()
            let plain = try await inside.post("/v1/tokens/oidc", [:]).text
            #expect(try await keys.unverified(plain, as: Tagged.self).tags == nil)
            let tagged = try await inside.post("/v1/tokens/oidc", ["aws_principal_tags": true]).text
            let tags = try #require(try await keys.unverified(tagged, as: Tagged.self).tags)
            #expect(tags.principal_tags["app_name"] == ["demo"])
            #expect(tags.principal_tags["machine_id"] == [machine.id])
            #expect(tags.transitive_tag_keys == tags.principal_tags.keys.sorted())
        }
    }

    @Test func `nobody but a machine gets one`() async throws {
        try await withEmulator { emulator in
            let answer = try await emulator.post("/v1/tokens/oidc", ["aud": "x"])
            #expect(answer.code == 400)
            #expect(
                answer.error
                    == "invalid_argument: an OIDC token can only be requested from inside a Machine, "
                    + "through its socket /.fly/api")
            let machine = try await emulator.makeApp().makeMachine()
            let wrong = try await emulator.asMachine(machine).post("/v1/tokens/oidc", ["aud": 5])
            #expect(wrong.code == 400)
            #expect(
                wrong.error
                    == "json: cannot unmarshal number into Go struct field createOIDCTokenRequest.aud of type string")
        }
    }

    @Test func `worlds do not vouch for each other's machines, and a fork does`() async throws {
        try await withEmulator { emulator in
            let keys = try await emulator.get("/personal/.well-known/jwks").text
            #expect(try await emulator.inWorld("blue").get("/personal/.well-known/jwks").text != keys)
            #expect(try await emulator.post("/_windtunnel/worlds/default/fork", ["name": "copy"]).code == 201)
            #expect(try await emulator.inWorld("copy").get("/personal/.well-known/jwks").text == keys)
        }
    }
}
