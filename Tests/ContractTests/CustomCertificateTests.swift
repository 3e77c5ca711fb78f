import Crypto
import HTTPTypes
import OrderedJSON
import Testing
import WindtunnelTestSupport

/// Certificates that users bring.
@Suite(.timeLimit(.minutes(5))) struct CustomCertificates {
    @Test func `one that is right answers for its name at once`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            _ = try await emulator.allocate("v4", for: app)
            let chain = try TestChain(names: ["www.example.com"])
            let made = try await emulator.upload(chain.body(for: "www.example.com"), for: app)
            #expect(made.code == 201)
            let detail = try made.json
            #expect(detail["status"] == "active")
            #expect(detail["configured"] == true)
            #expect(detail["acme_requested"] == false)
            #expect(
                detail["certificates"] == [
                    [
                        "source": "custom", "status": "active", "created_at": "2026-08-01T12:00:00Z",
                        "expires_at": "2026-08-31T12:00:00Z", "issuer": "Test CA",
                        "issued": [
                            [
                                "type": "ecdsa", "expires_at": "2026-08-31T12:00:00Z",
                                "certificate_authority": "Test CA",
                            ]
                        ],
                    ]
                ])
            #expect(!made.text.contains("PRIVATE KEY"))
            let list = try await emulator.get(app.path + "/certificates").json
            #expect(list["certificates"]?[0]?["has_custom_certificate"] == true)
            #expect(list["certificates"]?[0]?["has_fly_certificate"] == false)
        }
    }

    @Test func `it ends with its time, and another upload takes its place`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            _ = try await emulator.upload(TestChain(names: ["a.com"]).body(for: "a.com"), for: app)
            try await emulator.advance(by: "719h59m")
            #expect(try await emulator.status("a.com", of: app) == "active")
            try await emulator.advance(by: "1m")
            #expect(try await emulator.status("a.com", of: app) == "pending_validation")
            let renewed = try await emulator.upload(TestChain(names: ["a.com"], to: 90).body(for: "a.com"), for: app)
            #expect(renewed.code == 201)
            #expect(try renewed.json["status"] == "active")
            #expect(try renewed.json["certificates"]?.arrayValue?.count == 1)
        }
    }

    @Test(arguments: [
        ("a.example.com", ["*.example.com"], ""), ("*.example.com", ["example.com", "*.EXAMPLE.com"], ""),
        ("a.example.com", [], "a.example.com"), ("a.example.com", ["b.example.com"], "A.example.com"),
    ])
    func `names and wildcards in either place prove a name`(
        hostname: String, names: [String], commonName: String
    ) async throws {
        try await withEmulator { emulator in
            let chain = try TestChain(names: names, commonName: commonName)
            let app = try await emulator.makeApp()
            #expect(try await emulator.upload(chain.body(for: hostname), for: app).code == 201)
        }
    }

    @Test(arguments: [
        ("example.com", ["*.example.com"]), ("a.b.example.com", ["*.example.com"]),
        ("*.example.com", ["a.example.com"]), ("a.example.com", ["example.com"]), ("a.example.com", []),
    ])
    func `a certificate for other names is refused`(hostname: String, names: [String]) async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let answer = try await emulator.upload(TestChain(names: names).body(for: hostname), for: app)
            #expect(answer.code == 422)
            #expect(answer.error == "certificate does not cover \(hostname)")
        }
    }

    @Test func `its time must have come and not be over, by the world's clock`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let over = try await emulator.upload(TestChain(names: ["a.com"], to: 0).body(for: "a.com"), for: app)
            #expect(over.code == 422)
            #expect(over.error == "certificate expired at 2026-08-01T12:00:00Z")
            let coming = try TestChain(names: ["a.com"], from: 1).body(for: "a.com")
            let early = try await emulator.upload(coming, for: app)
            #expect(early.code == 422)
            #expect(early.error == "certificate is not valid before 2026-08-02T12:00:00Z")
            try await emulator.advance(by: "24h")
            #expect(try await emulator.upload(coming, for: app).code == 201)
        }
    }

    @Test func `chain and key must belong together and be in order`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let (mine, other) = (try TestChain(names: ["a.com"]), try TestChain(names: ["a.com"]))
            let table = [
                ("", mine.key, "fullchain is required"),
                (mine.fullchain, "", "private_key is required"),
                ("nonsense", mine.key, "fullchain is not a chain of PEM certificates"),
                (mine.key, mine.key, "fullchain is not a chain of PEM certificates"),
                (mine.fullchain + "\n" + mine.key, mine.key, "fullchain is not a chain of PEM certificates"),
                (mine.fullchain, "nonsense", "private_key is not a PEM private key"),
                (mine.fullchain, mine.leaf, "private_key is not a PEM private key"),
                (mine.fullchain, other.key, "private_key does not match the certificate"),
                (
                    mine.authority + "\n" + mine.leaf, mine.key,
                    "fullchain must begin with the certificate of the private key"
                ),
                (
                    mine.leaf + "\n" + other.authority, mine.key,
                    "fullchain is out of order, certificate 2 is not the issuer of certificate 1"
                ),
            ]
            for (fullchain, key, text) in table {
                let answer = try await emulator.upload(
                    ["hostname": "a.com", "fullchain": .string(fullchain), "private_key": .string(key)], for: app)
                #expect(answer.code == 422)
                #expect(answer.error == text)
            }
            let alone = try await emulator.upload(
                ["hostname": "a.com", "fullchain": .string(mine.leaf), "private_key": .string(mine.key)], for: app)
            #expect(alone.code == 201)
        }
    }

    @Test func `the name itself, the app and the kinds of the fields are looked at too`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let chain = try TestChain(names: ["a.com"])
            #expect(try await emulator.upload(chain.body(for: ""), for: app).error == "hostname is required")
            let nobody = TestApp(emulator: emulator, name: "nobody")
            let unknown = try await emulator.upload(chain.body(for: "a.com"), for: nobody)
            #expect(unknown.code == 404)
            #expect(unknown.error == "app not found")
            let wrong = try await emulator.upload(["hostname": "a.com", "fullchain": []], for: app)
            #expect(wrong.code == 400)
            #expect(
                wrong.error == "json: cannot unmarshal array into Go struct field "
                    + "createCustomCertificateRequest.fullchain of type string")
        }
    }

    @Test func `beside a requested one it comes first, and each can go alone`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            _ = try await emulator.allocate("v4", for: app)
            let upload = try TestChain(names: ["a.com"]).body(for: "a.com")
            _ = try await emulator.upload(upload, for: app)
            #expect(try await emulator.request("a.com", for: app).code == 201)
            let both = try await emulator.check("a.com", of: app)
            #expect(both.sources == ["custom", "fly"])

            let fallback = try await emulator.delete(app.certificate("a.com") + "/custom")
            #expect(fallback.code == 200)
            #expect(try fallback.json.sources == ["fly"])
            #expect(try fallback.json["status"] == "active")
            #expect(try fallback.json["warning"] == nil)

            _ = try await emulator.upload(upload, for: app)
            let own = try await emulator.delete(app.certificate("a.com") + "/acme")
            #expect(own.code == 200)
            #expect(try own.json["acme_requested"] == false)
            #expect(try own.json.sources == ["custom"])
            let again = try await emulator.delete(app.certificate("a.com") + "/acme")
            #expect(again.code == 404)
            #expect(again.error == "certificate not found")

            let bare = try await emulator.delete(app.certificate("a.com") + "/custom")
            #expect(try bare.json["warning"] == "no certificate is left, and none is requested")
            #expect(try bare.json["status"] == "pending_validation")
            #expect(try await emulator.request("a.com", for: app).code == 201)
            _ = try await emulator.upload(upload, for: app)
            let waiting = try await emulator.delete(app.certificate("a.com") + "/custom")
            #expect(try waiting.json["warning"] == "no certificate is left until the requested one is issued")
        }
    }
}

/// How a host name of one's own leads to its app.
@Suite(.timeLimit(.minutes(5))) struct CertificateHosts {
    @Test func `a certificate makes the edge answer for its name, and its end makes it foreign again`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let machine = try await app.makeStartedMachine(TestConfig.served())
            #expect(try await emulator.get("/", host: "www.example.com").code == 421)
            _ = try await emulator.request("www.example.com", for: app)
            _ = try await emulator.request("*.example.com", for: app)
            for host in ["www.example.com", "WWW.Example.com:4280", "www.example.com.", "other.example.com"] {
                let answer = try await emulator.get("/", host: host)
                #expect(answer.code == 200, "\(host)")
                #expect(try answer.json["machine"]?["id"] == .string(machine.id))
            }
            for host in ["example.com", "a.b.example.com"] {
                #expect(try await emulator.get("/", host: host).code == 421, "\(host)")
            }
            _ = try await emulator.delete(app.certificate("*.example.com"))
            #expect(try await emulator.get("/", host: "other.example.com").code == 421)
            _ = try await emulator.delete(app.path)
            #expect(try await emulator.get("/", host: "www.example.com").code == 421)
        }
    }

    @Test func `of two apps the one that asked first gets the requests, a name of its own before a wildcard`()
        async throws
    {
        try await withEmulator { emulator in
            for (app, name) in [("first", "a.com"), ("second", "a.com"), ("first", "*.a.com"), ("second", "b.a.com")] {
                let exists = try await emulator.get("/v1/apps/\(app)").code == 200
                let app = exists ? TestApp(emulator: emulator, name: app) : try await emulator.makeApp(app)
                if !exists { _ = try await app.makeStartedMachine(TestConfig.served()) }
                #expect(try await emulator.request(name, for: app).code == 201)
            }
            for (host, app) in [("a.com", "first"), ("b.a.com", "second"), ("c.a.com", "first")] as [(String, JSON)] {
                #expect(try await emulator.get("/", host: host).json["machine"]?["app"] == app, "\(host)")
            }
        }
    }

    @Test func `names come and go with the world as a whole`() async throws {
        try await withEmulator { emulator in
            let other = emulator.inWorld("other")
            let app = try await other.makeApp()
            _ = try await app.makeStartedMachine(TestConfig.served())
            _ = try await other.request("www.example.com", for: app)
            #expect(try await emulator.get("/", host: "www.example.com").code == 200)
            #expect(try await emulator.post("/_windtunnel/worlds/other/snapshots", ["name": "s"]).code < 300)
            #expect(try await emulator.post("/_windtunnel/worlds/other/reset").code == 204)
            #expect(try await emulator.get("/", host: "www.example.com").code == 421)
            #expect(try await emulator.post("/_windtunnel/worlds/other/restore", ["snapshot": "s"]).code == 204)
            #expect(try await emulator.get("/", host: "www.example.com").code == 200)
            #expect(try await emulator.delete("/_windtunnel/worlds/other").code == 204)
            #expect(try await emulator.get("/", host: "www.example.com").code == 421)
        }
    }
}

extension TestEmulator {
    fileprivate func upload(_ body: JSON, for app: TestApp) async throws -> Answer {
        try await post(app.path + "/certificates/custom", body)
    }
}

extension JSON {
    /// Where the certificates of a detail come from.
    fileprivate var sources: [String] {
        self["certificates"]?.arrayValue?.compactMap { $0["source"]?.stringValue } ?? []
    }
}
