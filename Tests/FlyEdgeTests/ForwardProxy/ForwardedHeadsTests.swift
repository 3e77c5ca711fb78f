import Foundation
import Guests
import NIOCore
import NIOHTTP1
import Testing

@testable import FlyEdge

@Suite("A head on its way through the proxy")
struct ForwardedHeadsTests {
    @Test("loses what concerns the next hop only")
    func hopByHop() {
        let headers: HTTPHeaders = [
            "Accept": "*/*", "Connection": "keep-alive, X-Secret", "Keep-Alive": "timeout=5", "x-secret": "1",
            "Proxy-Authorization": "Basic eA==", "Proxy-Connection": "keep-alive", "PROXY-Authenticate": "x",
            "TE": "trailers", "Trailer": "X-Sum", "Transfer-Encoding": "chunked", "Upgrade": "h2c", "X-Kept": "2",
        ]
        let left = HopByHop.removed(from: headers).map { [$0.name, $0.value] }
        #expect(left == [["Accept", "*/*"], ["Trailer", "X-Sum"], ["X-Kept", "2"]])
    }

    @Test("goes to the server in origin form with the URL's host")
    func request() {
        let head = HTTPRequestHead(
            version: .http1_0, method: .GET, uri: "http://demo.fly.dev:80/x",
            headers: ["host": "elsewhere", "A": "1", "Proxy-Connection": "keep-alive", "Content-Length": "3"]
        )
        let forwarded = head.forwarded(authority: "demo.fly.dev:80", path: "/x")
        #expect(forwarded.uri == "/x")
        #expect(forwarded.version == .http1_1)
        #expect(
            forwarded.headers == ["Host": "demo.fly.dev:80", "A": "1", "Content-Length": "3", "Connection": "close"]
        )
    }

    @Test("asks the server for a WebSocket, but not for another HTTP")
    func upgrade() {
        for (protocolName, expected) in [
            ("websocket", ["Host": "a", "Connection": "Upgrade", "Upgrade": "websocket"]),
            ("h2c", ["Host": "a", "Connection": "close"]),
        ] as [(String, HTTPHeaders)] {
            let head = HTTPRequestHead(
                version: .http1_1, method: .GET, uri: "http://a/",
                headers: ["Host": "a", "Connection": "Upgrade", "Upgrade": protocolName]
            )
            #expect(head.forwarded(authority: "a", path: "/").headers == expected)
            #expect(!head.leavesConnectionOpen)
        }
    }

    @Test("keeps a body of unknown length chunked")
    func chunkedRequest() {
        let head = HTTPRequestHead(
            version: .http1_1, method: .POST, uri: "http://a/", headers: ["Transfer-Encoding": "chunked"]
        )
        let headers = head.forwarded(authority: "a", path: "/").headers
        #expect(headers == ["Host": "a", "Transfer-Encoding": "chunked", "Connection": "close"])
    }

    @Test(
        "comes back framed for the client",
        arguments: [
            (.GET, .http1_1, .ok, ["Content-Length": "2"], ["Content-Length": "2"], true),
            (.GET, .http1_1, .ok, ["Transfer-Encoding": "chunked"], ["Transfer-Encoding": "chunked"], true),
            (.GET, .http1_1, .ok, ["Connection": "close"], ["Transfer-Encoding": "chunked"], true),
            (.GET, .http1_0, .ok, ["Transfer-Encoding": "chunked"], ["Connection": "close"], false),
            (.HEAD, .http1_1, .ok, ["Content-Length": "9"], ["Content-Length": "9"], true),
            (.HEAD, .http1_1, .ok, [:], [:], true),
            (.GET, .http1_1, .noContent, [:], [:], true),
            (.GET, .http1_1, .notModified, ["Content-Length": "9"], ["Content-Length": "9"], true),
            (
                .GET, .http1_1, .switchingProtocols, ["Connection": "upgrade", "Upgrade": "websocket"],
                ["Connection": "Upgrade", "Upgrade": "websocket"], true
            ),
        ] as [(HTTPMethod, HTTPVersion, HTTPResponseStatus, HTTPHeaders, HTTPHeaders, Bool)]
    )
    func response(
        method: HTTPMethod, version: HTTPVersion, status: HTTPResponseStatus, headers: HTTPHeaders,
        expected: HTTPHeaders, staysOpen: Bool
    ) {
        let request = HTTPRequestHead(version: version, method: method, uri: "http://a/")
        let response = HTTPResponseHead(version: .http1_0, status: status, headers: headers)
        var open = true
        let forwarded = response.forwarded(to: request, staysOpen: &open)
        #expect(forwarded.headers == expected)
        #expect(forwarded.version == .http1_1)
        #expect(open == staysOpen)
    }

    @Test(
        "goes where its host points",
        arguments: [
            ("demo.fly.dev", 443, true, .listener(address(4243))),
            ("demo.fly.dev", 8443, true, .listener(address(4243))),
            ("demo.fly.dev", 80, true, .listener(address(4280))), ("api.fly.dev", 4280, true, .listener(address(4280))),
            ("demo.fly.dev", 443, false, .listener(address(4280))),
            ("demo.fly.dev", 80, false, .listener(address(4280))),
            ("localhost", 9, true, .host(HostAndPort(host: "localhost", port: 9))),
            ("::1", 9, false, .host(HostAndPort(host: "::1", port: 9))),
            ("good.example", 443, true, .host(HostAndPort(host: "good.example", port: 443))),
            ("bad.example", 443, true, .refused), ("bad.example", 80, false, .refused),
        ] as [(String, Int, Bool, Route)]
    )
    func routes(host: String, port: Int, isTunnel: Bool, route: Route) {
        let configuration = ForwardProxy.Configuration(
            host: "127.0.0.1", port: 0, standsFor: { $0.hasSuffix(".fly.dev") || $0 == "localhost" },
            httpAddress: address(4280), tlsAddress: address(4243), allowedHosts: ["Good.Example"]
        )
        #expect(configuration.route(to: HostAndPort(host: host, port: port), isTunnel: isTunnel) == route)
    }
}

/// A port of 127.0.0.1.
private func address(_ port: Int) -> SocketAddress {
    // The address is a literal and right, and tables of arguments cannot throw.
    // swift-format-ignore: NeverUseForceTry
    try! SocketAddress(ipAddress: "127.0.0.1", port: port)
}
