import Testing

@testable import FlyEdge

@Suite("A host and a port")
struct HostAndPortTests {
    @Test(
        "are read from the text of a request",
        arguments: [
            ("demo.fly.dev:443", "demo.fly.dev", 443), ("API.Machines.DEV:80", "api.machines.dev", 80),
            ("demo.fly.dev.:443", "demo.fly.dev", 443), ("[::1]:8080", "::1", 8080), ("127.0.0.1:1", "127.0.0.1", 1),
            ("_api.internal:4280", "_api.internal", 4280), ("a:65535", "a", 65_535),
        ]
    )
    func reads(text: String, host: String, port: Int) {
        #expect(HostAndPort(text) == HostAndPort(host: host, port: port))
    }

    @Test(
        "are not seen where there are none",
        arguments: [
            "", ":443", "host", "host:", "host:0", "host:65536", "host:-1", "host:+1", "host:1a", "a b:1", "a/b:1",
            "::1:443", "[::1", "[::1]443", "[host]:1", "[]:1", "user@host:1", ".:1", "ü:1",
        ]
    )
    func refuses(text: String) {
        #expect(HostAndPort(text) == nil)
    }

    @Test("take a default port", arguments: ["demo.fly.dev", "demo.fly.dev:"])
    func defaultPort(text: String) {
        #expect(HostAndPort(text, defaultPort: 80) == HostAndPort(host: "demo.fly.dev", port: 80))
    }

    @Test(
        "know loopback",
        arguments: [
            ("localhost", true), ("127.0.0.1", true), ("127.1.2.3", true), ("::1", true), ("128.0.0.1", false),
            ("localhost.example.com", false), ("127.0.0.1.example.com", false), ("demo.localhost", false),
        ]
    )
    func loopback(host: String, isLoopback: Bool) {
        #expect(HostAndPort(host: host, port: 80).isLoopback == isLoopback)
    }

    @Test("are written as in a URL")
    func description() {
        #expect(HostAndPort(host: "::1", port: 8).description == "[::1]:8")
        #expect(HostAndPort(host: "a", port: 8).description == "a:8")
    }
}
