import Fixtures
import NIOCore
import Testing
import Windtunnel
import WindtunnelTestSupport

/// Nothing that passes is kept back, and what came is what is written.
@Suite(.timeLimit(.minutes(1))) struct `Streams while they are recorded` {
    private static let get = "GET /mcp HTTP/1.1\r\nHost: demo.fly.dev\r\n\r\n"
    private static let events =
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"

    private static func chunk(_ text: String) -> String {
        "\(String(text.utf8.count, radix: 16))\r\n\(text)\r\n"
    }

    @Test func `the first piece is with the client before the service sends the last`() async throws {
        try await withRecordedBytes { story, client, server in
            try await client.send(Self.get)
            let service = try await server.accept()
            _ = await service.read(until: "\r\n\r\n")
            story.recorder.wall.advance(by: .milliseconds(40))
            try await service.send(Self.events)
            _ = await client.read(until: "\r\n\r\n")
            story.recorder.wall.advance(by: .milliseconds(10))
            try await service.send(Self.chunk("data: one\n\n"))
            _ = await client.read(until: "data: one\n\n")
            story.recorder.wall.advance(by: .seconds(3600))
            try await service.send(Self.chunk("data: two\n\n"))
            _ = await client.read(until: "data: two\n\n")
            #expect(try story.interactions.isEmpty)
            try await service.send("0\r\n\r\n")
            _ = await client.read(until: "0\r\n\r\n")

            let interaction = try await story.interaction()
            #expect(
                interaction.response.content
                    == .pieces([
                        StreamPiece(offset: .milliseconds(50), bytes: Array("data: one\n\n".utf8)),
                        StreamPiece(offset: .milliseconds(3_600_050), bytes: Array("data: two\n\n".utf8)),
                    ]))
            #expect(interaction.timing.toHead == .milliseconds(40))
            #expect(interaction.timing.total == .milliseconds(3_600_050))
            #expect(interaction.comment == nil)
        }
    }

    @Test func `the request goes on as it comes`() async throws {
        try await withRecordedBytes { story, client, server in
            let head = "POST / HTTP/1.1\r\nHost: demo.fly.dev\r\nTransfer-Encoding: chunked\r\n\r\n"
            try await client.send(head + Self.chunk("first"))
            let service = try await server.accept()
            #expect(await service.read(until: "first").lowercased().contains("transfer-encoding: chunked\r\n"))
            try await client.send(Self.chunk("second") + "0\r\n\r\n")
            _ = await service.read(until: "0\r\n\r\n")
            try await service.send("HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n")
            #expect(await client.read(until: "\r\n\r\n").hasPrefix("HTTP/1.1 202 Accepted\r\n"))
            let interaction = try await story.interaction()
            #expect(interaction.request.body == RecordedBody("firstsecond", mimeType: ""))
            #expect(interaction.response.content == .whole([]))
        }
    }

    @Test func `a client that leaves ends the request to the service, and what came is written`() async throws {
        try await withRecordedBytes { story, client, server in
            try await client.send(Self.get)
            let service = try await server.accept()
            _ = await service.read(until: "\r\n\r\n")
            try await service.send(Self.events + Self.chunk("data: one\n\n"))
            _ = await client.read(until: "data: one\n\n")
            try await client.close()
            #expect(await service.readToEnd() == "")
            let interaction = try await story.interaction()
            #expect(interaction.response.bytes == Array("data: one\n\n".utf8))
            #expect(interaction.comment == "The client left before the answer ended.")
        }
    }

    @Test func `a client that leaves before there is an answer leaves nothing to write`() async throws {
        try await withRecordedBytes { story, client, server in
            try await client.send(Self.get)
            let service = try await server.accept()
            _ = await service.read(until: "\r\n\r\n")
            try await client.close()
            #expect(await service.readToEnd() == "")
            #expect(try story.interactions.isEmpty)
        }
    }

    @Test func `an answer that breaks off does so for the client too, and is written as far as it came`() async throws {
        try await withRecordedBytes { story, client, server in
            try await client.send(Self.get)
            let service = try await server.accept()
            _ = await service.read(until: "\r\n\r\n")
            try await service.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
            _ = await client.read(until: "abc")
            try await service.close()
            #expect(await client.readToEnd() == "")
            let interaction = try await story.interaction()
            #expect(interaction.response.bytes == Array("abc".utf8))
            #expect(interaction.comment == "The answer broke off.")
        }
    }

    @Test func `streams end when the emulator does, and are written`() async throws {
        try await withRecordedBytes { story, client, server in
            try await client.send(Self.get)
            let service = try await server.accept()
            _ = await service.read(until: "\r\n\r\n")
            try await service.send(Self.events + Self.chunk("data: one\n\n"))
            _ = await client.read(until: "data: one\n\n")
            story.recorder.emulator.endConnections()
            #expect(await service.readToEnd() == "")
            _ = await client.readToEnd()
            let interaction = try await story.interaction()
            #expect(interaction.response.bytes == Array("data: one\n\n".utf8))
            #expect(interaction.comment == "The recording was ended before the answer.")
        }
    }

    @Test func `the service may answer before it has the whole request`() async throws {
        try await withRecordedBytes { story, client, server in
            try await client.send("POST / HTTP/1.1\r\nHost: demo.fly.dev\r\nContent-Length: 10\r\n\r\nabc")
            let service = try await server.accept()
            _ = await service.read(until: "abc")
            try await service.send("HTTP/1.1 413 Content Too Large\r\nContent-Length: 3\r\n\r\nno\n")
            #expect(await client.read(until: "no\n").hasPrefix("HTTP/1.1 413 "))
            let interaction = try await story.interaction()
            #expect(interaction.request.body?.bytes == Array("abc".utf8))
            #expect(interaction.comment == nil)
        }
    }

    @Test func `a JSON document that comes in pieces is one body, and lines of JSON are a stream`() async throws {
        for (first, second, isStream) in [("{\"a\":", "1}", false), ("{\"a\":1}\n", "{\"b\":2}\n", true)] {
            try await withRecordedBytes { story, client, server in
                try await client.send(Self.get)
                let service = try await server.accept()
                _ = await service.read(until: "\r\n\r\n")
                let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                try await service.send(head + Self.chunk(first))
                _ = await client.read(until: first)
                try await service.send(Self.chunk(second) + "0\r\n\r\n")
                _ = await client.read(until: "0\r\n\r\n")
                let response = try await story.interaction().response
                #expect(response.bytes == Array((first + second).utf8))
                #expect(response.pieces.count == (isStream ? 2 : 0))
            }
        }
    }

    @Test func `what is for one hop only stays there, and no answer is asked for in a compressed form`() async throws {
        try await withRecordedBytes { story, client, server in
            try await client.send(
                """
                GET /_app/demo/x HTTP/1.1\r
                Host: localhost\r
                Connection: keep-alive, x-hop\r
                X-Hop: 1\r
                Proxy-Authorization: Basic YTpi\r
                TE: trailers\r
                Accept-Encoding: gzip, br\r
                X-Stays: 1\r
                \r

                """)
            let service = try await server.accept()
            let head = await service.read(until: "\r\n\r\n")
            #expect(head.hasPrefix("GET /x HTTP/1.1\r\n"))
            let lines = Set(head.split(separator: "\r\n").dropFirst().map { $0.lowercased() })
            #expect(lines == ["host: demo.fly.dev", "accept-encoding: identity", "x-stays: 1"])
            try await service.send(
                "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nConnection: x-hop\r\nX-Hop: 1\r\nContent-Length: 0\r\n\r\n"
            )
            let answer = await client.read(until: "\r\n\r\n").lowercased()
            #expect(answer.hasPrefix("http/1.1 302 "))
            #expect(answer.contains("location: /elsewhere\r\n"))
            #expect(!answer.contains("x-hop"))
            #expect(try await story.interaction().response.headers["location"] == "/elsewhere")
        }
    }

    @Test(arguments: [
        "/a%2Fb//c;d=1,2?q=a+b%20c&e&f=", "/?", "/a/../b/.", "/%7B%22a%22:1%7D?x=%E4%BD%A0", "/x?a=1&c=/d?e",
    ])
    func `path and query arrive as they were sent`(target: String) async throws {
        try await withRecordedBytes { story, client, server in
            try await client.send("GET \(target) HTTP/1.1\r\nHost: demo.fly.dev\r\n\r\n")
            let service = try await server.accept()
            #expect(await service.read(until: "\r\n\r\n").hasPrefix("GET \(target) HTTP/1.1\r\n"))
            try await service.send("HTTP/1.1 204 No Content\r\n\r\n")
            #expect(try await story.interaction().request.url == "https://demo.fly.dev\(target)")
        }
    }

    @Test(arguments: [
        ("HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"), ("GET", "HTTP/1.1 204 No Content\r\n\r\n"),
        ("GET", "HTTP/1.1 304 Not Modified\r\nETag: \"a\"\r\n\r\n"),
    ])
    func `an answer without a body ends with its head`(method: String, answer: String) async throws {
        try await withRecordedBytes { story, client, server in
            try await client.send("\(method) /x HTTP/1.1\r\nHost: demo.fly.dev\r\n\r\n")
            let service = try await server.accept()
            _ = await service.read(until: "\r\n\r\n")
            try await service.send(answer)
            let head = await client.read(until: "\r\n\r\n")
            #expect(head.hasPrefix(String(answer.prefix { $0 != "\r\n" })))
            if method == "HEAD" { #expect(head.lowercased().contains("content-length: 5\r\n")) }
            #expect(try await story.interaction().response.bytes.isEmpty)
        }
    }
}
