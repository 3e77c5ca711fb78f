import FlyClient
import Testing

@Suite("Proxy settings")
struct ProxySettingsTests {
    /// What `windtunnel exec` sets.
    static let environment = [
        "HTTPS_PROXY": "http://127.0.0.1:4281", "http_proxy": "127.0.0.1:4281",
        "NO_PROXY": "localhost,127.0.0.1,::1,.internal.test, direct.test",
    ]

    @Test(
        "never send loopback through a proxy, and everything else unless excepted",
        arguments: [
            ("http://127.0.0.1:4280/v1", false), ("http://127.1.2.3/", false), ("http://localhost:1/", false),
            ("http://demo.localhost:4280/", false), ("http://[::1]:4280/", false),
            ("https://api.machines.dev/v1", true), ("http://api.machines.dev/v1", true),
            ("https://demo.fly.dev/", true), ("https://direct.test/", false), ("https://a.direct.test/", false),
            ("https://x.internal.test/", false), ("https://notdirect.test/", true),
            ("http://127.0.0.1.evil.test/", true),
        ])
    func choice(url: String, isProxied: Bool) {
        let settings = ProxySettings(environment: Self.environment)
        #expect((settings.proxy(for: url) != nil) == isProxied)
    }

    @Test("never send loopback through a proxy even without exceptions")
    func loopback() {
        let settings = ProxySettings(environment: ["http_proxy": "http://proxy.test:80"])
        #expect(settings.proxy(for: "http://127.0.0.1:4280/") == nil)
    }

    @Test("prefer the lower-case variable, and take an empty one for none")
    func names() {
        let both = ProxySettings(environment: ["https_proxy": "http://low:1", "HTTPS_PROXY": "http://high:2"])
        #expect(both.https == ProxySettings.Proxy(host: "low", port: 1))
        #expect(ProxySettings(environment: ["https_proxy": ""]).https == nil)
        #expect(ProxySettings(environment: ["http_proxy": "http://bare"]).http?.port == 80)
    }

    @Test("a star excepts everything")
    func star() {
        let settings = ProxySettings(environment: ["https_proxy": "http://p:1", "no_proxy": "*"])
        #expect(settings.proxy(for: "https://api.machines.dev/") == nil)
    }
}
