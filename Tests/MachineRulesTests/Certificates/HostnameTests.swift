import Testing

@testable import MachineRules

@Suite("Host names of certificates")
struct HostnameTests {
    @Test(
        "are taken in lower case",
        arguments: [
            ("example.com", "example.com"), ("WWW.Example.COM", "www.example.com"), ("*.example.com", "*.example.com"),
            ("a-b.c1.xn--bcher-kva.example", "a-b.c1.xn--bcher-kva.example"), ("1.2.com", "1.2.com"),
            ("notfly.dev", "notfly.dev"),
            (String(repeating: "a", count: 63) + ".com", String(repeating: "a", count: 63) + ".com"),
        ])
    func takes(name: String, text: String) throws {
        #expect(try Hostname(name).text == text)
    }

    @Test("may have 253 bytes and no more")
    func length() throws {
        let long = String(repeating: "a.", count: 125) + "com"
        #expect(long.utf8.count == 253)
        #expect(try Hostname(long).text == long)
        #expect(throws: Refusal.self) { try Hostname("b" + long) }
    }

    @Test(
        "are proved by their own name and by a wildcard for the first label",
        arguments: [
            ("a.b.com", "a.b.com", true), ("a.b.com", "*.B.com", true), ("a.b.com", "b.com", false),
            ("a.b.com", "*.com", false), ("a.b.com", "*.a.b.com", false), ("b.com", "*.b.com", false),
            ("*.b.com", "*.b.com", true), ("*.b.com", "a.b.com", false), ("*.b.com", "*.com", false),
        ])
    func proof(hostname: String, name: String, isProved: Bool) throws {
        #expect(try Hostname(hostname).isProved(by: name) == isProved)
    }

    @Test("of several apps lead to the first, and a name of its own goes before a wildcard")
    func table() {
        let table = HostnameTable([("*.a.com", "wild"), ("b.a.com", "own"), ("b.a.com", "late"), ("a.com", "apex")])
        #expect(table.app(of: "a.com") == "apex")
        #expect(table.app(of: "b.a.com") == "own")
        #expect(table.app(of: "c.a.com") == "wild")
        #expect(table.app(of: "c.b.a.com") == nil)
        #expect(table.app(of: "com") == nil)
        #expect(HostnameTable().app(of: "a.com") == nil)
    }

    @Test("want records that are their app's")
    func requirements() throws {
        let requirements = DNSRequirements(
            hostname: try Hostname("*.example.com"), app: "demo", appID: "zq3p8v1yk6w0dj7n", organization: "personal",
            addresses: ["192.0.2.1", "2001:db8::1"])
        #expect(requirements.a == ["192.0.2.1"])
        #expect(requirements.aaaa == ["2001:db8::1"])
        #expect(requirements.cname == "demo.fly.dev")
        #expect(requirements.challengeName == "_acme-challenge.example.com")
        #expect(requirements.challengeTarget == "example.com.zq3p8v1.flydns.net")
        #expect(requirements.ownershipName == "_fly-ownership.example.com")
        #expect(requirements.appValue == "app-zq3p8v1yk6w0dj7n")
        #expect(requirements.orgValue.utf8.count == 20)
    }
}
