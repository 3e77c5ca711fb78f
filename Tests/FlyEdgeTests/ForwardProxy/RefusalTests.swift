import NIOCore
import Testing
import WindtunnelTestSupport

@testable import FlyEdge

@Suite("A request the proxy refuses", .timeLimit(.minutes(5)))
struct RefusalTests {
    @Test(
        "is told why in one line, and its connection ends",
        arguments: [
            ("GET http://example.com/ HTTP/1.1\r\n\r\n", "403 Forbidden", "example.com:80 is not a host it stands for"),
            ("GET http://example.com/ HTTP/1.1\r\n\r\n", "403 Forbidden", "--allow-host example.com "),
            ("POST http://a.b/ HTTP/1.1\r\nContent-Length: 9\r\n\r\nhal", "403 Forbidden", "a.b:80"),
            ("GET /v1/apps HTTP/1.1\r\nHost: localhost\r\n\r\n", "400 Bad Request", "served at port HTTPPORT\n"),
            ("GET https://demo.fly.dev/ HTTP/1.1\r\n\r\n", "400 Bad Request", "cannot pass on https://\n"),
            ("GET demo.fly.dev HTTP/1.1\r\n\r\n", "400 Bad Request", "could not read"),
            ("CONNECT demo.fly.dev HTTP/1.1\r\n\r\n", "400 Bad Request", "could not read"),
            ("nonsense\r\n\r\n", "400 Bad Request", "could not read"),
            ("GET http://a/ HTTP/3.0\r\n\r\n", "400 Bad Request", "could not read"),
        ]
    )
    func refused(request: String, status: String, text: String) async throws {
        try await withProxy { fixture in
            let client = try await fixture.client()
            try await client.send(request)
            let answer = await client.readToEnd()
            #expect(answer.hasPrefix("HTTP/1.1 \(status)\r\n"), "\(answer)")
            #expect(answer.contains("\r\nConnection: close\r\n"))
            let text = text.replacing("HTTPPORT", with: "\(fixture.http.address.port ?? 0)")
            let body = answer.split(separator: "\r\n\r\n").last ?? ""
            #expect(body.contains(text), "\(answer)")
            #expect(body.hasSuffix("\n") && body.filter { $0 == "\n" }.count == 1)
        }
    }

    @Test("gets no body when it is a HEAD request")
    func head() async throws {
        try await withProxy { fixture in
            let client = try await fixture.client()
            try await client.send("HEAD http://example.com/ HTTP/1.1\r\n\r\n")
            let answer = await client.readToEnd()
            #expect(answer.hasPrefix("HTTP/1.1 403 Forbidden\r\n"))
            #expect(answer.hasSuffix("\r\n\r\n"))
        }
    }

    @Test(
        "is one whose head is larger than 64 KiB",
        arguments: [
            "GET http://demo.fly.dev/ HTTP/1.1\r\nX: \(String(repeating: "x", count: 65_536))\r\n\r\n",
            "GET http://demo.fly.dev/\(String(repeating: "x", count: 65_536)) HTTP/1.1\r\n\r\n",
            "GET http://demo.fly.dev/ HTTP/1.1\r\n"
                + String(repeating: "X: \(String(repeating: "x", count: 1023))\r\n", count: 64) + "\r\n",
            // Far more than is read: the answer must not be lost to a reset.
            "GET http://demo.fly.dev/ HTTP/1.1\r\nX: \(String(repeating: "x", count: 4_000_000))\r\n\r\n",
        ]
    )
    func largeHead(request: String) async throws {
        try await withProxy { fixture in
            let client = try await fixture.client()
            try await client.send(request)
            let answer = await client.readToEnd()
            #expect(answer.hasPrefix("HTTP/1.1 431 Request Header Fields Too Large\r\n"), "\(answer.prefix(200))")
        }
    }

    @Test("is not one whose head is just smaller")
    func fullHead() async throws {
        try await withProxy { fixture in
            let client = try await fixture.client()
            let value = String(repeating: "x", count: 65_000)
            try await client.send("GET http://demo.fly.dev/ HTTP/1.1\r\nX: \(value)\r\n\r\n")
            #expect(try await fixture.http.accept().read(until: "\r\n\r\n").contains("X: \(value)\r\n"))
        }
    }
}
