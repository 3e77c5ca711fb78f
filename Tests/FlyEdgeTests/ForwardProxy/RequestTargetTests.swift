import NIOHTTP1
import Testing

@testable import FlyEdge

@Suite("What a request asks the proxy for")
struct RequestTargetTests {
    @Test(
        "is a request to pass on when it holds a whole URL",
        arguments: [
            ("http://demo.fly.dev/a/b?c=d", "demo.fly.dev", 80, "demo.fly.dev", "/a/b?c=d"),
            ("HTTP://Demo.Fly.Dev", "demo.fly.dev", 80, "Demo.Fly.Dev", "/"),
            ("http://demo.fly.dev:8080?x", "demo.fly.dev", 8080, "demo.fly.dev:8080", "/?x"),
            ("http://me:secret@demo.fly.dev/", "demo.fly.dev", 80, "demo.fly.dev", "/"),
            ("http://[::1]:9/x#part", "::1", 9, "[::1]:9", "/x"),
            ("http://a/http://b/", "a", 80, "a", "/http://b/"),
            ("http://a?u=me@b", "a", 80, "a", "/?u=me@b"),
        ]
    )
    func forward(uri: String, host: String, port: Int, authority: String, path: String) {
        let target = RequestTarget(method: .GET, uri: uri)
        #expect(target == .forward(HostAndPort(host: host, port: port), authority: authority, path: path))
    }

    @Test("is the server as a whole for OPTIONS without a path")
    func options() {
        let target = RequestTarget(method: .OPTIONS, uri: "http://a")
        #expect(target == .forward(HostAndPort(host: "a", port: 80), authority: "a", path: "*"))
    }

    @Test("is a tunnel for CONNECT")
    func tunnel() {
        #expect(RequestTarget(method: .CONNECT, uri: "a:443") == .tunnel(HostAndPort(host: "a", port: 443)))
        #expect(RequestTarget(method: .CONNECT, uri: "a") == .malformed)
        #expect(RequestTarget(method: .CONNECT, uri: "http://a:443") == .malformed)
    }

    @Test(
        "is something the proxy cannot do otherwise",
        arguments: [
            ("/v1/apps", .origin), ("*", .origin), ("https://a/", .foreignScheme("https")),
            ("ws://a/", .foreignScheme("ws")), ("a", .malformed), ("http://", .malformed), ("http:///x", .malformed),
            ("://a/", .malformed), ("http://a b/", .malformed), ("http://a:x/", .malformed),
        ] as [(String, RequestTarget)]
    )
    func other(uri: String, target: RequestTarget) {
        #expect(RequestTarget(method: .GET, uri: uri) == target)
    }
}
