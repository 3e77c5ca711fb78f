import NIOCore
import Testing
import WindtunnelTestSupport

@testable import FlyEdge

@Suite("A request passed on by the proxy", .timeLimit(.minutes(5)))
struct ForwardTests {
    @Test("arrives in origin form with the URL's host, and its answer comes back")
    func forwards() async throws {
        try await withProxy { fixture in
            let client = try await fixture.client()
            try await client.send(
                "POST http://demo.fly.dev/a?b=c HTTP/1.1\r\nHost: other\r\nProxy-Connection: keep-alive\r\n"
                    + "Content-Length: 5\r\n\r\nhello"
            )
            let server = try await fixture.http.accept()
            #expect(
                await server.read(until: "hello")
                    == "POST /a?b=c HTTP/1.1\r\nHost: demo.fly.dev\r\nContent-Length: 5\r\n"
                    + "Connection: close\r\n\r\nhello"
            )
            try await server.send("HTTP/1.1 201 Created\r\nContent-Length: 2\r\nConnection: close\r\nX-A: 1\r\n\r\nok")
            #expect(
                await client.read(until: "ok") == "HTTP/1.1 201 Created\r\nContent-Length: 2\r\nX-A: 1\r\n\r\nok"
            )
            #expect(await server.readToEnd() == "")
        }
    }

    @Test("shares its connection with requests to other hosts, one by one or all at once", arguments: [true, false])
    func keepAlive(pipelined: Bool) async throws {
        try await withProxy { fixture in
            let client = try await fixture.client()
            let hosts = ["a.fly.dev", "b.fly.dev", "a.fly.dev"]
            func request(_ host: String) -> String { "GET http://\(host)/ HTTP/1.1\r\nHost: \(host)\r\n\r\n" }
            if pipelined { try await client.send(hosts.map(request).joined()) }
            for host in hosts {
                if !pipelined { try await client.send(request(host)) }
                let server = try await fixture.http.accept()
                #expect(await server.read(until: "\r\n\r\n").contains("\r\nHost: \(host)\r\n"))
                try await server.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n\(host)\n")
                #expect(await client.read(until: "\(host)\n").hasSuffix("\r\n\r\n\(host)\n"))
            }
        }
    }

    @Test("streams both bodies as they come")
    func streams() async throws {
        try await withProxy { fixture in
            let client = try await fixture.client()
            try await client.send(
                "POST http://demo.fly.dev/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n")
            let server = try await fixture.http.accept()
            #expect(await server.read(until: "one\r\n").hasSuffix("3\r\none\r\n"))
            try await server.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nuno\r\n")
            #expect(await client.read(until: "uno\r\n").hasSuffix("3\r\nuno\r\n"))
            try await client.send("3\r\ntwo\r\n0\r\n\r\n")
            #expect(await server.read(until: "0\r\n\r\n") == "3\r\ntwo\r\n0\r\n\r\n")
            try await server.send("3\r\ndos\r\n0\r\nX-Sum: 9\r\n\r\n")
            #expect(await client.read(until: "9\r\n\r\n") == "3\r\ndos\r\n0\r\nX-Sum: 9\r\n\r\n")
        }
    }

    @Test("keeps the interim answer a client waits for")
    func continues() async throws {
        try await withProxy { fixture in
            let client = try await fixture.client()
            try await client.send(
                "PUT http://demo.fly.dev/ HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"
            )
            let server = try await fixture.http.accept()
            #expect(await server.read(until: "\r\n\r\n").contains("Expect: 100-continue\r\n"))
            try await server.send("HTTP/1.1 100 Continue\r\n\r\n")
            #expect(await client.read(until: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
            try await client.send("hi")
            #expect(await server.read(until: "hi") == "hi")
            try await server.send("HTTP/1.1 204 No Content\r\n\r\n")
            #expect(await client.read(until: "\r\n\r\n") == "HTTP/1.1 204 No Content\r\n\r\n")
        }
    }

    @Test("may be answered before it is whole; its rest is dropped and the next one is served")
    func earlyAnswer() async throws {
        try await withProxy { fixture in
            let client = try await fixture.client()
            try await client.send("POST http://demo.fly.dev/ HTTP/1.1\r\nContent-Length: 4\r\n\r\nha")
            try await fixture.http.accept().send("HTTP/1.1 413 Payload Too Large\r\nContent-Length: 0\r\n\r\n")
            #expect(await client.read(until: "\r\n\r\n").hasPrefix("HTTP/1.1 413 "))
            try await client.send("lfGET http://demo.fly.dev/next HTTP/1.1\r\n\r\n")
            #expect(try await fixture.http.accept().read(until: "\r\n\r\n").hasPrefix("GET /next HTTP/1.1\r\n"))
        }
    }

    @Test("becomes a tunnel when it asks for a WebSocket and gets it")
    func webSocket() async throws {
        try await withProxy { fixture in
            let client = try await fixture.client()
            try await client.send(
                "GET http://demo.fly.dev/ws HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                    + "Sec-WebSocket-Key: k\r\n\r\nframe1\n"
            )
            let server = try await fixture.http.accept()
            let head = await server.read(until: "\r\n\r\n")
            #expect(head.contains("\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"))
            #expect(head.contains("\r\nSec-WebSocket-Key: k\r\n"))
            try await server.send(
                "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n"
                    + "Sec-WebSocket-Accept: a\r\n\r\nframe2\n"
            )
            let answer = await client.read(until: "\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 101 Switching Protocols\r\n"))
            #expect(answer.contains("\r\nSec-WebSocket-Accept: a\r\n"))
            #expect(await client.read(until: "\n") == "frame2\n")
            #expect(await server.read(until: "\n") == "frame1\n")
            try await client.send("frame3\n")
            #expect(await server.read(until: "\n") == "frame3\n")
        }
    }

    @Test("that asks for a WebSocket and is refused ends its connection")
    func webSocketRefused() async throws {
        try await withProxy { fixture in
            let client = try await fixture.client()
            try await client.send(
                "GET http://demo.fly.dev/ws HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
            )
            try await fixture.http.accept().send("HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno")
            #expect(
                await client.readToEnd()
                    == "HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno"
            )
        }
    }

    @Test(
        "ends when its server switches protocols unasked",
        arguments: [
            "GET http://demo.fly.dev/ HTTP/1.1\r\n\r\nGET http://demo.fly.dev/next HTTP/1.1\r\n\r\n",
            "GET http://demo.fly.dev/ HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\nPRI",
            "POST http://demo.fly.dev/ HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Content-Length: 9\r\n\r\nhal",
        ]
    )
    func unaskedSwitch(request: String) async throws {
        try await withProxy { fixture in
            let client = try await fixture.client()
            try await client.send(request)
            try await fixture.http.accept().send(
                "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\nframe"
            )
            let answer = await client.readToEnd()
            #expect(answer.hasPrefix("HTTP/1.1 502 Bad Gateway\r\n"))
            #expect(answer.hasSuffix("it switched protocols unasked\n"))
        }
    }

    @Test("from an HTTP/1.0 client is answered without chunks and ends its connection")
    func oldClient() async throws {
        try await withProxy { fixture in
            let client = try await fixture.client()
            try await client.send("GET http://demo.fly.dev/ HTTP/1.0\r\n\r\n")
            try await fixture.http.accept().send(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"
            )
            #expect(await client.readToEnd() == "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nok")
        }
    }

    @Test("to a loopback name goes where it points")
    func loopback() async throws {
        try await withProxy { fixture in
            let other = try await PeerServer.bind()
            let client = try await fixture.client()
            let port = other.address.port ?? 0
            try await client.send("GET http://127.0.0.1:\(port)/x HTTP/1.1\r\n\r\n")
            let head = await (try other.accept()).read(until: "\r\n\r\n")
            #expect(head.hasPrefix("GET /x HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n"))
            try await other.channel.close()
        }
    }

    @Test("is ended at the server when its client leaves")
    func clientLeaves() async throws {
        try await withProxy { fixture in
            let client = try await fixture.client()
            try await client.send("GET http://demo.fly.dev/held HTTP/1.1\r\n\r\n")
            let server = try await fixture.http.accept()
            _ = await server.read(until: "\r\n\r\n")
            try await client.close()
            #expect(await server.readToEnd() == "")
        }
    }

    @Test("whose answer breaks off breaks off too")
    func brokenAnswer() async throws {
        try await withProxy { fixture in
            let client = try await fixture.client()
            try await client.send("GET http://demo.fly.dev/ HTTP/1.1\r\n\r\n")
            let server = try await fixture.http.accept()
            try await server.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nuno\r\n")
            _ = await client.read(until: "uno\r\n")
            try await server.close()
            #expect(await client.readToEnd() == "")
        }
    }

    @Test("is answered with 502 when there is no answer", arguments: [true, false])
    func noAnswer(isListening: Bool) async throws {
        try await withProxy { fixture in
            if !isListening { try await fixture.http.channel.close() }
            let client = try await fixture.client()
            try await client.send("GET http://demo.fly.dev/ HTTP/1.1\r\n\r\n")
            if isListening { try await fixture.http.accept().close() }
            let answer = await client.readToEnd()
            #expect(answer.hasPrefix("HTTP/1.1 502 Bad Gateway\r\n"))
            let reason = isListening ? "it closed the connection without an answer" : "Connection refused"
            #expect(answer.hasSuffix("no answer from demo.fly.dev:80: \(reason)\n"))
        }
    }
}
