import HTTPTypes
import OrderedJSON
import Testing
import WindtunnelTestSupport

/// What a host name of one's own goes through with Let's Encrypt.
@Suite(.timeLimit(.minutes(5))) struct RequestedCertificates {
    @Test func `a request waits for validation, and says which records are wanted`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let appID = try #require(try await emulator.get(app.path).json["id"]?.stringValue)
            let made = try await emulator.request("www.example.com", for: app)
            #expect(made.code == 201)
            let detail = try made.json
            #expect(
                detail.objectValue?.keys == [
                    "hostname", "configured", "acme_requested", "status", "dns_provider", "rate_limited_until",
                    "certificates", "validation", "dns_requirements", "validation_errors",
                ])
            #expect(detail["hostname"] == "www.example.com")
            #expect(detail["configured"] == false)
            #expect(detail["acme_requested"] == true)
            #expect(detail["status"] == "pending_validation")
            #expect(detail["rate_limited_until"] == .null)
            #expect(detail["certificates"] == [])
            #expect(
                detail["validation"] == [
                    "dns_configured": false, "alpn_configured": false, "http_configured": false,
                    "ownership_txt_configured": false,
                ])
            let wanted = try #require(detail["dns_requirements"])
            #expect(wanted["a"] == [])
            #expect(wanted["aaaa"] == [])
            #expect(wanted["cname"] == "demo.fly.dev")
            #expect(wanted["acme_challenge"]?["name"] == "_acme-challenge.www.example.com")
            #expect(
                wanted["acme_challenge"]?["target"] == .string("www.example.com.\(appID.prefix(7)).flydns.net"))
            #expect(wanted["ownership"]?["name"] == "_fly-ownership.www.example.com")
            #expect(wanted["ownership"]?["app_value"] == .string("app-\(appID)"))
            #expect(wanted["ownership"]?["org_value"]?.stringValue?.hasPrefix("org-") == true)
            #expect(detail["validation_errors"] == [])
            #expect(try await emulator.get(app.certificate("www.example.com")).json == detail)
        }
    }

    @Test func `a check tells that the app has no address, and once it has one the certificate is there`() async throws
    {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            _ = try await emulator.request("www.example.com", for: app)
            let early = try await emulator.check("www.example.com", of: app)
            #expect(early["status"] == "pending_validation")
            #expect(early["validation_errors"]?[0]?["code"] == "NO_ALLOCATED_IPS")
            #expect(early["validation_errors"]?[0]?["message"] == "No public IP addresses are allocated to this app")
            #expect(early["validation_errors"]?[0]?["remediation"] == "Allocate an IP address and check again")
            #expect(early["validation_errors"]?[0]?["timestamp"] == "2026-08-01T12:00:00Z")
            #expect(early["dns_records"]?["resolved_addresses"] == [])

            let four = try await emulator.allocate("shared_v4", for: app)
            let six = try await emulator.allocate("v6", for: app)
            #expect(try await emulator.status("www.example.com", of: app) == "pending_validation")
            let late = try await emulator.check("www.example.com", of: app)
            #expect(late["status"] == "active")
            #expect(late["configured"] == true)
            #expect(late["validation_errors"] == [])
            #expect(late["validation"]?["dns_configured"] == true)
            #expect(late["validation"]?["alpn_configured"] == true)
            #expect(late["dns_requirements"]?["a"] == [four])
            #expect(late["dns_requirements"]?["aaaa"] == [six])
            #expect(late["dns_records"]?["a"] == [four])
            #expect(late["dns_records"]?["aaaa"] == [six])
            #expect(late["dns_records"]?["cname"] == [])
            #expect(late["dns_records"]?["resolved_addresses"] == [four, six])
            #expect(
                late["certificates"] == [
                    [
                        "source": "fly", "status": "active", "created_at": "2026-08-01T12:00:00Z",
                        "expires_at": "2026-10-30T12:00:00Z", "issuer": "Let's Encrypt",
                        "issued": [
                            [
                                "type": "rsa", "expires_at": "2026-10-30T12:00:00Z",
                                "certificate_authority": "lets_encrypt",
                            ],
                            [
                                "type": "ecdsa", "expires_at": "2026-10-30T12:00:00Z",
                                "certificate_authority": "lets_encrypt",
                            ],
                        ],
                    ]
                ])
        }
    }

    @Test func `a private address does not lead the internet to the app`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            _ = try await emulator.allocate("private_v6", for: app)
            _ = try await emulator.request("www.example.com", for: app)
            #expect(try await emulator.check("www.example.com", of: app)["status"] == "pending_validation")
        }
    }

    @Test func `a wildcard is proved in the DNS only`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            _ = try await emulator.allocate("v4", for: app)
            let detail = try await emulator.request("*.Example.com", for: app).json
            #expect(detail["hostname"] == "*.example.com")
            #expect(detail["dns_requirements"]?["acme_challenge"]?["name"] == "_acme-challenge.example.com")
            let answer = try await emulator.post(app.path + "/certificates/%2A.example.com/check")
            let checked = try answer.json
            #expect(checked["status"] == "active")
            #expect(checked["validation"]?["dns_configured"] == true)
            #expect(checked["validation"]?["alpn_configured"] == false)
            #expect(checked["validation"]?["http_configured"] == false)
        }
    }

    @Test func `it renews itself 30 days before its end, and ends when the app lost its address`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let address = try await emulator.allocate("v4", for: app).stringValue ?? ""
            _ = try await emulator.request("www.example.com", for: app)
            _ = try await emulator.check("www.example.com", of: app)
            let end = { () async throws -> JSON? in
                try await emulator.get(app.certificate("www.example.com")).json["certificates"]?[0]?["expires_at"]
            }
            try await emulator.advance(by: "1439h")
            #expect(try await end() == "2026-10-30T12:00:00Z")
            try await emulator.advance(by: "2h")
            #expect(try await end() == "2026-12-29T12:00:00Z")

            _ = try await emulator.delete("\(app.path)/ip_assignments/\(address)")
            let lost = try await emulator.check("www.example.com", of: app)
            #expect(lost["status"] == "active")
            #expect(lost["configured"] == false)
            try await emulator.advance(by: "2160h")
            #expect(try await end() == nil)
            #expect(try await emulator.status("www.example.com", of: app) == "pending_validation")

            _ = try await emulator.allocate("v4", for: app)
            #expect(try await emulator.check("www.example.com", of: app)["status"] == "active")
            #expect(try await end() == "2027-03-29T13:00:00Z")
        }
    }

    @Test func `a name that another app had first stays unproved until that one lets go`() async throws {
        try await withEmulator { emulator in
            let (first, second) = (try await emulator.makeApp("first"), try await emulator.makeApp("second"))
            for app in [first, second] {
                _ = try await emulator.allocate("v4", for: app)
                #expect(try await emulator.request("www.example.com", for: app).code == 201)
            }
            let waiting = try await emulator.check("www.example.com", of: second)
            #expect(waiting["status"] == "pending_ownership")
            #expect(waiting["configured"] == false)
            #expect(waiting["validation"]?["dns_configured"] == false)
            #expect(waiting["validation_errors"]?[0]?["code"] == "DNS_VALIDATION_FAILED")
            #expect(
                waiting["validation_errors"]?[0]?["message"]
                    == "Another app has this hostname, and no TXT record says that it is this app's")
            #expect(
                waiting["validation_errors"]?[0]?["remediation"]
                    == "Remove the certificate from the other app and check again")
            #expect(try await emulator.check("www.example.com", of: first)["status"] == "active")

            #expect(try await emulator.delete(first.certificate("www.example.com")).code == 204)
            #expect(try await emulator.check("www.example.com", of: second)["status"] == "active")
        }
    }

    @Test(arguments: [
        ("", "hostname is required"),
        ("fly.dev", "invalid hostname, fly.dev belongs to the platform"),
        ("Demo.fly.dev", "invalid hostname, fly.dev belongs to the platform"),
        ("example", shape), ("a..com", shape), ("www.*.com", shape), ("*.com", shape), ("*", shape),
        ("w*.a.com", shape),
        ("-a.com", shape), ("a-.com", shape), ("a_b.com", shape), ("ü.com", shape), ("a.com.", shape),
        ("192.0.2.1", shape), ("a.com:443", shape), ("https://a.com", shape),
        (String(repeating: "a", count: 64) + ".com", shape),
        (String(repeating: "a.", count: 126) + "com", shape),
    ])
    func `what is no host name is refused`(hostname: String, text: String) async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let answer = try await emulator.request(hostname, for: app)
            #expect(answer.code == 422)
            #expect(answer.error == text)
            #expect(try await emulator.get(app.path + "/certificates").json["total_count"] == 0)
        }
    }

    private static let shape = "invalid hostname, must be a domain name such as www.example.com or *.example.com"

    @Test func `a second request, a wrong body and an unknown app are refused`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            _ = try await emulator.request("www.example.com", for: app)
            let again = try await emulator.request("WWW.example.com", for: app)
            #expect(again.code == 422)
            #expect(again.error == "Hostname already exists on app")
            let wrong = try await emulator.post(app.path + "/certificates/acme", ["hostname": 1])
            #expect(wrong.code == 400)
            #expect(
                wrong.error == "json: cannot unmarshal number into Go struct field "
                    + "createAcmeCertificateRequest.hostname of type string")
            let none = try await emulator.post(app.path + "/certificates/acme")
            #expect(none.code == 400)
            #expect(none.error == "EOF")
            for path in ["", "/www.example.com"] {
                let unknown = try await emulator.get("/v1/apps/nobody/certificates" + path)
                #expect(unknown.code == 404)
                #expect(unknown.error == "app not found")
            }
            #expect(try await emulator.post(app.path + "/certificates", [:]).text == "404 page not found")
        }
    }

    @Test func `a name without a certificate is not found, whatever is asked of it`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            for (method, rest) in [
                (.get, ""), (.delete, ""), (.post, "/check"), (.delete, "/acme"), (.delete, "/custom"),
            ] as [(HTTPRequest.Method, String)] {
                for name in ["www.example.com", "nonsense"] {
                    let answer = try await emulator.send(method, app.certificate(name) + rest)
                    #expect(answer.code == 404, "\(method) \(rest)")
                    #expect(answer.error == "certificate not found")
                }
            }
        }
    }

    @Test func `an app takes its certificates along`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            _ = try await emulator.request("www.example.com", for: app)
            _ = try await emulator.delete(app.path)
            _ = try await emulator.makeApp()
            #expect(try await emulator.get(app.certificate("www.example.com")).code == 404)
        }
    }
}

/// Lists of many, in pages.
@Suite(.timeLimit(.minutes(5))) struct CertificateLists {
    @Test func `a list tells each in short`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            _ = try await emulator.allocate("v4", for: app)
            _ = try await emulator.request("www.example.com", for: app)
            try await emulator.advance(by: "5s")
            _ = try await emulator.check("www.example.com", of: app)
            #expect(
                try await emulator.get(app.path + "/certificates").json == [
                    "certificates": [
                        [
                            "hostname": "www.example.com", "status": "active", "dns_provider": "",
                            "acme_dns_configured": true, "acme_alpn_configured": true, "acme_http_configured": true,
                            "ownership_txt_configured": false, "configured": true, "acme_requested": true,
                            "has_custom_certificate": false, "has_fly_certificate": true,
                            "created_at": "2026-08-01T12:00:00Z", "updated_at": "2026-08-01T12:00:05Z",
                        ]
                    ],
                    "total_count": 1,
                ])
        }
    }

    @Test func `pages of 25 follow each other, and what goes meanwhile leaves no gap`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            for number in 0..<30 { _ = try await emulator.request("h\(number).example.com", for: app) }
            let first = try await emulator.get(app.path + "/certificates").json
            #expect(first.hostnames == (0..<25).map { "h\($0).example.com" })
            #expect(first["total_count"] == 30)
            let cursor = try #require(first["next_cursor"]?.stringValue)
            _ = try await emulator.delete(app.certificate("h3.example.com"))
            let second = try await emulator.get(app.path + "/certificates?cursor=\(cursor)").json
            #expect(second.hostnames == (25..<30).map { "h\($0).example.com" })
            #expect(second["next_cursor"] == nil)
            #expect(second["total_count"] == 29)
            #expect(try await emulator.get(app.path + "/certificates?limit=9999").json.hostnames.count == 29)
        }
    }

    @Test func `a filter finds parts of names and counts what it finds`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            for name in ["a.example.com", "b.example.com", "example.org"] {
                _ = try await emulator.request(name, for: app)
            }
            let page = try await emulator.get(app.path + "/certificates?filter=EXAMPLE.com&limit=1").json
            #expect(page.hostnames == ["a.example.com"])
            #expect(page["total_count"] == 2)
            #expect(page["next_cursor"] != nil)
            #expect(try await emulator.get(app.path + "/certificates?filter=%25").json.hostnames == [])
        }
    }

    @Test(arguments: [
        ("limit=0", "invalid_argument: limit must be a positive integer"),
        ("limit=many", "invalid_argument: limit must be a positive integer"),
        ("cursor=nonsense", "invalid_argument: invalid cursor"),
        ("cursor=*", "invalid_argument: invalid cursor"),
    ])
    func `a query that cannot be read is refused`(query: String, text: String) async throws {
        try await withEmulator { emulator in
            let answer = try await emulator.get(try await emulator.makeApp().path + "/certificates?" + query)
            #expect(answer.code == 400)
            #expect(answer.error == text)
        }
    }
}

extension TestApp {
    /// `/v1/apps/NAME/certificates/HOSTNAME`
    func certificate(_ hostname: String) -> String { "\(path)/certificates/\(hostname.replacing("*", with: "%2A"))" }
}

extension TestEmulator {
    /// Asks for a certificate of Let's Encrypt.
    func request(_ hostname: String, for app: TestApp) async throws -> Answer {
        try await post(app.path + "/certificates/acme", ["hostname": .string(hostname)])
    }

    func check(_ hostname: String, of app: TestApp) async throws -> JSON {
        let answer = try await post(app.certificate(hostname) + "/check")
        #expect(answer.code == 200)
        return try answer.json
    }

    func status(_ hostname: String, of app: TestApp) async throws -> JSON? {
        try await get(app.certificate(hostname)).json["status"]
    }

    /// Allocates an address and tells it.
    func allocate(_ type: String, for app: TestApp) async throws -> JSON {
        try #require(try await post(app.path + "/ip_assignments", ["type": .string(type)]).json["ip"])
    }
}

extension JSON {
    /// Of a list of certificates.
    fileprivate var hostnames: [String] {
        self["certificates"]?.arrayValue?.compactMap { $0["hostname"]?.stringValue } ?? []
    }
}
