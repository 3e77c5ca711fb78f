import HTTPTypes
import MachineRules
import OrderedJSON
import Testing

/// Certificates over GraphQL (reference/graphql.md, section 3.5).
@Suite struct CertificateQueries {
    private let emulator = Emulator()

    private static let fields = """
        fragment Certificate on AppCertificate {
            acmeDnsConfigured acmeAlpnConfigured configured certificateAuthority createdAt dnsProvider
            dnsValidationInstructions dnsValidationHostname dnsValidationTarget hostname id source clientStatus isApex
            isWildcard issued { nodes { type expiresAt hostname } }
            validationErrors { errorCode message remediation timestamp }
        }
        fragment Check on HostnameCheck {
            aRecords aaaaRecords cnameRecords soa dnsProvider dnsVerificationRecord resolvedAddresses
        }
        """
    private static let add = """
        mutation($appId: ID!, $hostname: String!) {
            addCertificate(appId: $appId, hostname: $hostname) {
                certificate { ...Certificate } check { ...Check }
            }
        }
        """ + "\n" + fields
    private static let check = """
        mutation($input: CheckCertificateInput!) {
            checkCertificate(input: $input) { certificate { ...Certificate } check { ...Check } }
        }
        """ + "\n" + fields

    private func add(_ hostname: String = "www.example.com") async throws -> Emulator.Answer {
        try await emulator.query(Self.add, ["appId": "demo", "hostname": .string(hostname)])
    }

    private func check(_ hostname: String = "www.example.com") async throws -> Emulator.Answer {
        try await emulator.query(Self.check, ["input": ["appId": "demo", "hostname": .string(hostname)]])
    }

    @Test func `a certificate waits for its app to have an address`() async throws {
        try await emulator.makeApp("demo")
        let added = try await add()
        let certificate = try #require(added.data["addCertificate"]?["certificate"], "\(added.text)")
        #expect(certificate["hostname"] == "www.example.com")
        #expect(certificate["id"]?.stringValue?.wholeMatch(of: /cert_[0-9a-z]{16}/) != nil)
        #expect(certificate["clientStatus"] == "Awaiting configuration")
        #expect(certificate["configured"] == false)
        #expect(certificate["acmeDnsConfigured"] == false)
        #expect(certificate["certificateAuthority"] == "lets_encrypt")
        #expect(certificate["source"] == "fly")
        #expect(certificate["isApex"] == false)
        #expect(certificate["isWildcard"] == false)
        #expect(certificate["issued"] == ["nodes": []])
        #expect(certificate["validationErrors"] == [])
        #expect(certificate["dnsValidationHostname"] == "_acme-challenge.www.example.com")
        let target = try #require(certificate["dnsValidationTarget"]?.stringValue)
        #expect(target.wholeMatch(of: /www\.example\.com\.[0-9a-z]{7}\.flydns\.net/) != nil)
        #expect(
            certificate["dnsValidationInstructions"] == .string("CNAME _acme-challenge.www.example.com => \(target)"))
        #expect(
            try added.data["addCertificate"]?["check"] == [
                "aRecords": [], "aaaaRecords": [], "cnameRecords": [], "soa": "", "dnsProvider": "",
                "dnsVerificationRecord": "", "resolvedAddresses": [],
            ])
        let checked = try await check()
        #expect(
            try checked.data["checkCertificate"]?["certificate"]?["validationErrors"] == [
                [
                    "errorCode": "NO_ALLOCATED_IPS", "message": "No public IP addresses are allocated to this app",
                    "remediation": "Allocate an IP address and check again", "timestamp": "2026-08-01T12:00:00Z",
                ]
            ])
    }

    @Test func `a check issues the certificates of an app with an address`() async throws {
        try await emulator.makeApp("demo")
        let allocated = try await emulator.query(
            #"mutation { allocateIpAddress(input: {appId: "demo", type: v6}) { ipAddress { address } } }"#)
        let address = try #require(allocated.data["allocateIpAddress"]?["ipAddress"]?["address"])
        #expect(try await add().data["addCertificate"]?["certificate"]?["clientStatus"] == "Awaiting certificates")
        let checked = try await check()
        let certificate = try #require(checked.data["checkCertificate"]?["certificate"], "\(checked.text)")
        #expect(certificate["clientStatus"] == "Ready")
        #expect(certificate["configured"] == true)
        #expect(
            certificate["issued"] == [
                "nodes": [
                    ["type": "rsa", "expiresAt": "2026-10-30T12:00:00Z", "hostname": "www.example.com"],
                    ["type": "ecdsa", "expiresAt": "2026-10-30T12:00:00Z", "hostname": "www.example.com"],
                ]
            ])
        let check = try #require(checked.data["checkCertificate"]?["check"])
        #expect(check["aaaaRecords"] == [address])
        #expect(check["resolvedAddresses"] == [address])
        #expect(check["dnsVerificationRecord"] == certificate["dnsValidationTarget"])
    }

    @Test(arguments: [("example.com", true, false), ("www.example.com", false, false), ("*.example.com", false, true)])
    func `the kind of host name is told`(hostname: String, isApex: Bool, isWildcard: Bool) async throws {
        try await emulator.makeApp("demo")
        let certificate = try #require(try await add(hostname).data["addCertificate"]?["certificate"])
        #expect(certificate["isApex"] == .bool(isApex))
        #expect(certificate["isWildcard"] == .bool(isWildcard))
    }

    @Test func `certificates are listed, filtered, and found by host name and by id`() async throws {
        try await emulator.makeApp("demo")
        let id = try #require(try await add().data["addCertificate"]?["certificate"]?["id"])
        _ = try await add("api.example.com")
        let answer = try await emulator.query(
            """
            query($id: ID!, $text: String) {
                app(name: "demo") {
                    certificates { totalCount nodes { createdAt hostname clientStatus } }
                    filtered: certificates(filter: "API") { nodes { hostname } }
                    one: certificates(id: $text) { nodes { hostname } }
                    certificate(hostname: "WWW.example.com") { id }
                }
                certificate(id: $id) { hostname }
                node(id: $id) { __typename id }
            }
            """, ["id": id, "text": id])
        let both: JSON = .array(
            ["www", "api"].map {
                [
                    "createdAt": "2026-08-01T12:00:00Z", "hostname": .string("\($0).example.com"),
                    "clientStatus": "Awaiting configuration",
                ]
            })
        #expect(
            try answer.data == [
                "app": [
                    "certificates": ["totalCount": 2, "nodes": both],
                    "filtered": ["nodes": [["hostname": "api.example.com"]]],
                    "one": ["nodes": [["hostname": "www.example.com"]]],
                    "certificate": ["id": id],
                ],
                "certificate": ["hostname": "www.example.com"],
                "node": ["__typename": "AppCertificate", "id": id],
            ])
    }

    @Test func `a deleted certificate is shown once more and then gone`() async throws {
        try await emulator.makeApp("demo")
        let id = try #require(try await add().data["addCertificate"]?["certificate"]?["id"])
        let delete = """
            mutation($appId: ID!, $hostname: String!) {
                deleteCertificate(appId: $appId, hostname: $hostname) { app { name } certificate { hostname id } }
            }
            """
        let variables: JSON = ["appId": "demo", "hostname": "www.example.com"]
        let deleted = try await emulator.query(delete, variables)
        #expect(
            try deleted.data["deleteCertificate"] == [
                "app": ["name": "demo"], "certificate": ["hostname": "www.example.com", "id": id],
            ])
        let again = try await emulator.query(delete, variables)
        #expect(try again.data["deleteCertificate"] == .null)
        #expect(try again.errors[0]["message"] == "Could not find AppCertificate")
        #expect(try again.errors[0]["extensions"] == ["code": "NOT_FOUND"])
    }

    @Test func `what cannot be is refused in the words of REST`() async throws {
        try await emulator.makeApp("demo")
        _ = try await add()
        let again = try await add()
        #expect(try again.data["addCertificate"] == .null)
        #expect(try again.errors[0]["message"] == "Hostname already exists on app")
        #expect(try again.errors[0]["extensions"] == ["code": "UNPROCESSABLE"])
        #expect(
            try await add("nonsense").errors[0]["message"]
                == "invalid hostname, must be a domain name such as www.example.com or *.example.com")
        let lost = try await emulator.query(
            #"{ app(name: "demo") { certificate(hostname: "no.example.com") { id } } certificate(id: "cert_x") { id } }"#
        )
        #expect(
            try lost.errors.map { $0["message"] } == ["Could not find AppCertificate", "Could not find AppCertificate"])
        #expect(try await check("no.example.com").errors[0]["message"] == "Could not find AppCertificate")
    }
}
