import MachineRules
import Testing

@testable import FlyEdge

@Suite("Which app a host name means")
struct HostNamesTests {
    private static func app(_ name: AppName, world: String? = nil, isPrivate: Bool = false) -> HostRoute {
        .app(EdgeTarget(app: name, world: world, isPrivate: isPrivate))
    }

    @Test(
        "Every form of an app's name leads to it",
        arguments: [
            ("demo.fly.dev", app("demo")), ("demo.fly.localhost", app("demo")), ("demo.localhost", app("demo")),
            ("demo.flycast", app("demo", isPrivate: true)), ("demo.blue.localhost", app("demo", world: "blue")),
            ("demo.fly.dev:443", app("demo")), ("demo.localhost:4280", app("demo")),
            ("demo.blue.localhost:4280", app("demo", world: "blue")), ("DEMO.Fly.DEV", app("demo")),
            ("Demo.Blue.LocalHost:80", app("demo", world: "blue")), ("demo.fly.dev.", app("demo")),
            ("demo.localhost.:4280", app("demo")), ("my-app-1.fly.dev", app("my-app-1")),
        ] as [(String, HostRoute)])
    func findsApp(authority: String, route: HostRoute) {
        #expect(HostNames().route(authority: authority) == route)
    }

    @Test(
        "The API's own names and addresses lead to the API",
        arguments: [
            "localhost", "localhost:4280", "LOCALHOST", "localhost.", "localhost.:4280", "api.machines.dev",
            "api.machines.dev:443", "API.Machines.Dev.", "_api.internal:4280", "api.fly.io", "oidc.fly.io",
            "127.0.0.1", "127.0.0.1:4280", "127.0.0.2", "10.0.0.5:80", "0.0.0.0:4280", "[::1]", "[::1]:4280",
            "[fdaa:0:1::3]:4280", "[::FFFF:127.0.0.1]",
        ])
    func findsAPI(authority: String) {
        #expect(HostNames().route(authority: authority) == .api)
    }

    @Test("A request without a host is for the API", arguments: [nil, ""] as [String?])
    func defaultsToAPI(authority: String?) {
        #expect(HostNames().route(authority: authority) == .api)
    }

    @Test(
        "A name somebody else controls leads nowhere",
        arguments: [
            "evil.com", "localhost.evil.com", "127.0.0.1.nip.io", "127.0.0.1.evil.com:4280", "demo.fly.dev.evil.com",
            "fly.dev", "a.b.fly.dev", "a.b.c.localhost", "a.b.flycast", ".fly.dev", "demo..localhost", "demo.fly.dev..",
            "localhost..", "api.machines.dev.evil.com", "xapi.machines.dev", "apixmachines.dev", "127.1", "2130706433",
            "0x7f.0.0.1", "127.0.0.1.2", "256.0.0.1", "127.0.0.", "+127.0.0.1", "127.0.0.-1", ":4280", " localhost",
            "localhost:80:80", "user@localhost", "[evil.com]", "[", "[]", "[::1", "[::1].evil.com", "[::1]evil.com",
            "::1", "demo.localhost/evil", "flycast", "dev",
        ])
    func refusesForeign(authority: String) {
        guard case .foreign = HostNames().route(authority: authority) else {
            Issue.record("\(authority) leads to \(HostNames().route(authority: authority))")
            return
        }
    }

    @Test("Names of one's own are added to the API's, whatever their case")
    func addsNames() {
        let names = HostNames(extra: ["Windtunnel", "fly.test"])
        #expect(names.route(authority: "windtunnel:4280") == .api)
        #expect(names.route(authority: "WINDTUNNEL") == .api)
        #expect(names.route(authority: "fly.test") == .api)
        #expect(names.route(authority: "x.fly.test") == .foreign("x.fly.test"))
        #expect(HostNames().route(authority: "windtunnel") == .foreign("windtunnel"))
    }

    @Test("A foreign name is told in lower case and without its port")
    func tellsForeignName() {
        #expect(HostNames().route(authority: "Evil.COM:4280") == .foreign("evil.com"))
    }

    @Test(
        "What it stands for is what it routes",
        arguments: [("demo.fly.dev", true), ("api.machines.dev", true), ("[::1]", true), ("example.com", false)])
    func standsFor(name: String, stands: Bool) {
        #expect(HostNames().standsFor(name) == stands)
    }
}
