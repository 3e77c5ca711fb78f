import HTTPTypes
import Hummingbird
import NIOCore
import Testing
import WindtunnelTestSupport

@testable import Guests

/// How requests and answers pass between the edge and a server behind a machine.
@Suite(.timeLimit(.minutes(5))) struct ForwardingToAServer {
    private static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

    @Test func `a request arrives as it was sent, without what was for one hop`() async throws {
        try await withUpstream { upstream in
            async let answer = upstream.fetch(
                .get, "/path?q=%20",
                headers: try fields([
                    "X-MiXed-Case": "One", "Connection": "keep-alive, X-Secret", "X-Secret": "1", "TE": "trailers",
                    "Expect": "100-continue",
                ]))
            let server = try await upstream.server.accept()
            let head = await server.read(until: "\r\n\r\n")
            #expect(head == "GET /path?q=%20 HTTP/1.1\r\nHost: demo.fly.dev\r\nX-MiXed-Case: One\r\n\r\n")
            try await server.send(Self.ok)
            #expect(try await answer.body == "ok")
        }
    }

    @Test func `cookies sent one by one arrive in one field`() async throws {
        try await withUpstream { upstream in
            var headers = HTTPFields()
            headers.append(HTTPField(name: .cookie, value: "a=1"))
            headers.append(HTTPField(name: .cookie, value: "b=2"))
            async let answer = upstream.fetch(headers: headers)
            let server = try await upstream.server.accept()
            #expect(await server.read(until: "\r\n\r\n").contains("Cookie: a=1; b=2\r\n"))
            try await server.send(Self.ok)
            _ = try await answer
        }
    }

    @Test func `an answer comes with its status, its fields and its trailers`() async throws {
        try await withUpstream { upstream in
            async let answer = upstream.fetch()
            let server = try await upstream.server.accept()
            _ = await server.read(until: "\r\n\r\n")
            try await server.send(
                "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
                    + "HTTP/1.1 299 Fine\r\nX-Own: 1\r\nConnection: close, X-Hop\r\nX-Hop: 1\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX-Sum: 6\r\n\r\n")
            let collected = try await answer
            #expect(collected.head.status.code == 299)
            #expect(collected.head.headerFields.map(\.description) == ["X-Own: 1"])
            #expect(collected.body == "abc")
            #expect(collected.trailers?.map(\.description) == ["X-Sum: 6"])
        }
    }

    @Test func `an answer to HEAD has its length and no body`() async throws {
        try await withUpstream { upstream in
            async let answer = upstream.fetch(.head)
            let server = try await upstream.server.accept()
            _ = await server.read(until: "\r\n\r\n")
            try await server.send("HTTP/1.1 200 OK\r\nContent-Length: 1234\r\n\r\n")
            let collected = try await answer
            #expect(collected.head.headerFields[.contentLength] == "1234")
            #expect(collected.body == "")
        }
    }

    @Test func `a body of unknown length goes piece by piece`() async throws {
        try await withUpstream { upstream in
            let (body, source) = RequestBody.makeStream()
            async let answer = upstream.fetch(.post, headers: try fields(["Transfer-Encoding": "chunked"]), body: body)
            let server = try await upstream.server.accept()
            #expect(await server.read(until: "\r\n\r\n").contains("Transfer-Encoding: chunked\r\n"))
            for piece in ["one", "three"] {
                await source.yield(ByteBuffer(string: piece))
                #expect(await server.read(until: piece + "\r\n") == "\(piece.count)\r\n\(piece)\r\n")
            }
            source.finish()
            #expect(await server.read(until: "0\r\n\r\n") == "0\r\n\r\n")
            try await server.send(Self.ok)
            #expect(try await answer.body == "ok")
        }
    }

    @Test func `a body with a length goes as it is`() async throws {
        try await withUpstream { upstream in
            async let answer = upstream.fetch(
                .post, headers: try fields(["Content-Length": "5"]),
                body: RequestBody(buffer: ByteBuffer(string: "hello")))
            let server = try await upstream.server.accept()
            let sent = await server.read(until: "hello")
            #expect(sent == "POST / HTTP/1.1\r\nHost: demo.fly.dev\r\nContent-Length: 5\r\n\r\nhello")
            try await server.send(Self.ok)
            _ = try await answer
        }
    }

    @Test func `an answer passes while it is made`() async throws {
        try await withUpstream { upstream in
            async let head = upstream.begin()
            let server = try await upstream.server.accept()
            _ = await server.read(until: "\r\n\r\n")
            try await server.send(
                "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")
            let response = try await head
            #expect(response.headers[.contentType] == "text/event-stream")
            let (pieces, continuation) = AsyncStream<String>.makeStream()
            let writing = Task { try await response.body.write(Collector(continuation)) }
            var arrived = pieces.makeAsyncIterator()
            for text in ["data: 1\n", "data: 2\n"] {
                try await server.send("8\r\n\(text)\r\n")
                #expect(await arrived.next() == text)
            }
            try await server.send("0\r\n\r\n")
            try await writing.value
        }
    }

    @Test func `a server may answer before it has read the request, and the rest is not sent`() async throws {
        try await withUpstream { upstream in
            let (body, source) = RequestBody.makeStream()
            async let head = upstream.begin(.post, headers: try fields(["Transfer-Encoding": "chunked"]), body: body)
            let server = try await upstream.server.accept()
            _ = await server.read(until: "\r\n\r\n")
            try await server.send("HTTP/1.1 413 Content Too Large\r\nContent-Length: 2\r\n\r\nno")
            let response = try await head
            let (pieces, continuation) = AsyncStream<String>.makeStream()
            let writing = Task { try await response.body.write(Collector(continuation)) }
            var arrived = pieces.makeAsyncIterator()
            #expect(await arrived.next() == "no")
            source.finish()
            try await writing.value
        }
    }

    // MARK: - Connections

    @Test func `a connection is used again`() async throws {
        try await withUpstream { upstream in
            async let first = upstream.fetch()
            let server = try await upstream.server.accept()
            _ = await server.read(until: "\r\n\r\n")
            try await server.send(Self.ok)
            _ = try await first
            async let second = upstream.fetch(.get, "/second")
            #expect(await server.read(until: "\r\n\r\n").hasPrefix("GET /second "))
            try await server.send(Self.ok)
            #expect(try await second.body == "ok")
        }
    }

    @Test func `an answer that is quicker than whoever waits for it is not lost`() async throws {
        try await withUpstream { upstream in
            let quick = Task {
                let server = try await upstream.server.accept()
                while !(await server.read(until: "\r\n\r\n")).isEmpty { try await server.send(Self.ok) }
            }
            for _ in 0..<500 { #expect(try await upstream.fetch().body == "ok") }
            upstream.forwarder.disconnect()
            try await quick.value
        }
    }

    @Test func `a connection the server has closed is replaced`() async throws {
        try await withUpstream { upstream in
            async let first = upstream.fetch()
            let server = try await upstream.server.accept()
            _ = await server.read(until: "\r\n\r\n")
            try await server.send(Self.ok)
            _ = try await first
            try await server.close()
            async let second = upstream.fetch()
            let other = try await upstream.server.accept()
            _ = await other.read(until: "\r\n\r\n")
            try await other.send(Self.ok)
            #expect(try await second.body == "ok")
        }
    }

    @Test func `a server that closes after each answer gets a connection each time`() async throws {
        try await withUpstream { upstream in
            for _ in 1...2 {
                async let answer = upstream.fetch()
                let server = try await upstream.server.accept()
                _ = await server.read(until: "\r\n\r\n")
                try await server.send("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nall")
                try await server.close()
                #expect(try await answer.body == "all")
            }
        }
    }

    @Test func `requests at the same time have connections of their own`() async throws {
        try await withUpstream { upstream in
            async let one = upstream.fetch(.get, "/")
            let first = try await upstream.server.accept()
            async let other = upstream.fetch(.get, "/")
            let second = try await upstream.server.accept()
            for server in [second, first] {
                _ = await server.read(until: "\r\n\r\n")
                try await server.send(Self.ok)
            }
            #expect(try await [one.body, other.body] == ["ok", "ok"])
        }
    }

    // MARK: - What goes wrong

    @Test func `nobody listens`() async throws {
        let forwarder = UpstreamForwarder(host: "127.0.0.1", port: 1)
        let upstream = UpstreamFixture(server: try await PeerServer.bind(), forwarder: forwarder)
        let refusal = await #expect(throws: GuestRefusal.self) { _ = try await upstream.fetch() }
        #expect(refusal?.reason == "nothing listens on 127.0.0.1:1: Connection refused")
        #expect(await !forwarder.isReachable())
        try await upstream.server.channel.close()
    }

    @Test func `a server that closes without an answer is an error`() async throws {
        try await withUpstream { upstream in
            let answer = Task { try await upstream.fetch() }
            let server = try await upstream.server.accept()
            _ = await server.read(until: "\r\n\r\n")
            try await server.close()
            await #expect(throws: UpstreamEnd.self) { _ = try await answer.value }
        }
    }

    @Test(arguments: ["Content-Length: 10\r\n\r\nhalf", "Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n"])
    func `an answer that breaks off does not end well`(rest: String) async throws {
        try await withUpstream { upstream in
            async let head = upstream.begin()
            let server = try await upstream.server.accept()
            _ = await server.read(until: "\r\n\r\n")
            try await server.send("HTTP/1.1 200 OK\r\n" + rest)
            let response = try await head
            try await server.close()
            await #expect(throws: (any Error).self) { try await response.body.write(Collector()) }
        }
    }

    @Test func `what is under way ends when the machine does, and requests are taken afterwards`() async throws {
        try await withUpstream { upstream in
            let answer = Task { try await upstream.fetch() }
            let server = try await upstream.server.accept()
            _ = await server.read(until: "\r\n\r\n")
            upstream.forwarder.disconnect()
            await #expect(throws: (any Error).self) { _ = try await answer.value }
            #expect(await server.readToEnd() == "")
            async let second = upstream.fetch()
            let other = try await upstream.server.accept()
            _ = await other.read(until: "\r\n\r\n")
            try await other.send(Self.ok)
            #expect(try await second.body == "ok")
        }
    }

    @Test func `an answer nobody waits for any more ends the exchange`() async throws {
        try await withUpstream { upstream in
            let asking = Task { _ = try await upstream.begin() }
            let server = try await upstream.server.accept()
            _ = await server.read(until: "\r\n\r\n")
            try await server.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            _ = await asking.result
            #expect(await server.readToEnd() == "")
        }
    }

    private func fields(_ texts: KeyValuePairs<String, String>) throws -> HTTPFields {
        var fields = HTTPFields()
        for (name, value) in texts { fields.append(HTTPField(name: try #require(HTTPField.Name(name)), value: value)) }
        return fields
    }
}
