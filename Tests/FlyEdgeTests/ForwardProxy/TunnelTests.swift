import Foundation
import NIOCore
import NIOEmbedded
import NIOPosix
import Testing
import WindtunnelTestSupport

@testable import FlyEdge

@Suite("A tunnel through the proxy", .timeLimit(.minutes(5)))
struct TunnelTests {
    @Test(
        "leads to our own listeners for the names we stand for",
        arguments: [(443, true), (8443, true), (80, false), (4280, false)]
    )
    func standsFor(port: Int, isTLS: Bool) async throws {
        try await withProxy { fixture in
            let client = try await fixture.client()
            try await client.send("CONNECT Demo.fly.dev:\(port) HTTP/1.1\r\nHost: x\r\n\r\n")
            let server = try await (isTLS ? fixture.tls : fixture.http).accept()
            #expect(await client.read(until: "\r\n\r\n") == "HTTP/1.1 200 Connection Established\r\n\r\n")
            try await client.send("ping\n")
            #expect(await server.read(until: "\n") == "ping\n")
            try await server.send("pong\n")
            #expect(await client.read(until: "\n") == "pong\n")
        }
    }

    @Test("carries what the client sent before the tunnel stood")
    func earlyBytes() async throws {
        try await withProxy { fixture in
            let client = try await fixture.client()
            try await client.send("CONNECT demo.fly.dev:443 HTTP/1.1\r\n\r\nGET early\n")
            #expect(try await fixture.tls.accept().read(until: "\n") == "GET early\n")
        }
    }

    @Test("leads where they point for loopback names", arguments: ["127.0.0.1", "localhost"])
    func loopback(host: String) async throws {
        try await withProxy { fixture in
            let other = try await PeerServer.bind()
            let client = try await fixture.client()
            try await client.send("CONNECT \(host):\(other.address.port ?? 0) HTTP/1.1\r\n\r\n")
            let server = try await other.accept()
            try await server.send("hello\n")
            #expect(await client.read(until: "hello\n").hasSuffix("hello\n"))
            try await other.channel.close()
        }
    }

    @Test("lets one direction end while the other goes on, either way round", arguments: [true, false])
    func halfClose(clientEndsFirst: Bool) async throws {
        try await withProxy { fixture in
            let (client, server) = try await fixture.tunnel()
            let (first, second) = clientEndsFirst ? (client, server) : (server, client)
            try await first.send("last words")
            try await first.endSending()
            #expect(await second.readToEnd() == "last words")
            try await second.send("and an answer")
            try await second.endSending()
            #expect(await first.readToEnd() == "and an answer")
            try await first.channel.closeFuture.get()
            try await second.channel.closeFuture.get()
        }
    }

    @Test("carries more than the kernel holds, to its last byte")
    func wholeAnswer() async throws {
        try await withProxy { fixture in
            let (client, server) = try await fixture.tunnel()
            try await client.endSending()
            #expect(await server.readToEnd() == "")
            let size = 32 << 20  // more than the kernel holds for both connections
            let sent: EventLoopFuture<Void> = server.channel.writeAndFlush(ByteBuffer(repeating: 0x61, count: size))
            sent.whenComplete { _ in server.channel.close(promise: nil) }
            #expect(await client.readToEnd().utf8.count == size)
        }
    }

    @Test("closes the server's connection when the client breaks off, and the reverse", arguments: [true, false])
    func reset(clientBreaks: Bool) async throws {
        try await withProxy { fixture in
            let (client, server) = try await fixture.tunnel()
            let (first, second) = clientBreaks ? (client, server) : (server, client)
            try await first.send("x")
            _ = await second.read(until: "x")
            // Linger 0: closing sends a reset.
            let options = try #require(first.channel as? any SocketOptionProvider)
            try await options.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
            try await first.close()
            #expect(await second.readToEnd() == "")
        }
    }

    @Test("is refused in words to every other host")
    func refused() async throws {
        try await withProxy { fixture in
            let client = try await fixture.client()
            try await client.send("CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n")
            let answer = await client.readToEnd()
            #expect(answer.hasPrefix("HTTP/1.1 403 Forbidden\r\n"))
            #expect(answer.contains("Content-Type: text/plain"))
            #expect(answer.contains("example.com:443 is not a host"))
            #expect(answer.contains("--allow-host example.com "))
            #expect(answer.hasSuffix("\n"))
        }
    }

    @Test("is made to a host that is allowed")
    func allowed() async throws {
        // A name that no resolver knows: an allowed host is really asked for.
        try await withProxy(allowing: ["nowhere.invalid"]) { fixture in
            let client = try await fixture.client()
            try await client.send("CONNECT NOWHERE.invalid:443 HTTP/1.1\r\n\r\n")
            let answer = await client.readToEnd()
            #expect(answer.hasPrefix("HTTP/1.1 502 Bad Gateway\r\n"))
            #expect(answer.contains("no answer from nowhere.invalid:443: no address is known for this name\n"))
        }
    }

    @Test("is answered with 502 when nobody listens at its end")
    func unreachable() async throws {
        try await withProxy { fixture in
            try await fixture.tls.channel.close()
            let client = try await fixture.client()
            try await client.send("CONNECT demo.fly.dev:443 HTTP/1.1\r\n\r\n")
            let answer = await client.readToEnd()
            #expect(answer.hasPrefix("HTTP/1.1 502 Bad Gateway\r\n"))
            #expect(answer.hasSuffix("no answer from demo.fly.dev:443: Connection refused\n"))
        }
    }

    @Test("is read only while its other end can write")
    func backPressure() throws {
        let observed = ObservedEnd()
        let (one, other) = try Self.embedded(observed, ObservedEnd())
        one.read()
        #expect(observed.reads == 1)
        other.isWritable = false
        other.pipeline.fireChannelWritabilityChanged()
        one.read()
        one.read()
        #expect(observed.reads == 1)
        other.isWritable = true
        other.pipeline.fireChannelWritabilityChanged()
        #expect(observed.reads == 2)
        other.pipeline.fireChannelWritabilityChanged()
        #expect(observed.reads == 2)
    }

    @Test("closes its other end only when all is written", arguments: [true, false])
    func lastBytes(partnerIsGone: Bool) throws {
        let observed = ObservedEnd()
        let (one, other) = try Self.embedded(ObservedEnd(), observed)
        try one.writeInbound(ByteBuffer(string: "last words"))
        one.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        if partnerIsGone { one.pipeline.fireChannelInactive() }
        #expect(observed.closes == [])
        observed.completeWrites()
        #expect(observed.closes == (partnerIsGone ? [.output, .all] : [.output]))
        _ = try? other.finish(acceptAlreadyClosed: true)
    }

    /// So it comes from a connection whose output had ended before.
    @Test("closes its other end after the last bytes although nobody told that there is no more to read")
    func endsAsOne() throws {
        let observed = ObservedEnd()
        let (one, other) = try Self.embedded(ObservedEnd(), observed)
        try one.writeInbound(ByteBuffer(string: "last words"))
        one.pipeline.fireChannelInactive()
        #expect(observed.closes == [])
        observed.completeWrites()
        #expect(observed.closes == [.all])
        _ = try? other.finish(acceptAlreadyClosed: true)
    }

    @Test("closes its other end at once when it breaks")
    func broken() throws {
        let observed = ObservedEnd()
        let (one, other) = try Self.embedded(ObservedEnd(), observed)
        try one.writeInbound(ByteBuffer(string: "last words"))
        one.pipeline.fireErrorCaught(ChannelError.ioOnClosedChannel)
        one.pipeline.fireChannelInactive()
        #expect(observed.closes == [.all])
        _ = try? other.finish(acceptAlreadyClosed: true)
    }

    private static func embedded(
        _ first: ObservedEnd, _ second: ObservedEnd
    ) throws -> (one: EmbeddedChannel, other: EmbeddedChannel) {
        let (one, other) = (EmbeddedChannel(handler: first), EmbeddedChannel(handler: second))
        for channel in [one, other] {
            try channel.setOption(.autoRead, value: false).wait()
            try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        }
        try TunnelHandler.join(one, other)
        return (one, other)
    }
}

/// Stands between a tunnel and its channel: counts reads, holds writes back, notes how the channel is closed.
private final class ObservedEnd: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer
    private(set) var reads = 0
    private(set) var closes: [CloseMode] = []
    private var writes: [EventLoopPromise<Void>] = []

    func read(context: ChannelHandlerContext) {
        reads += 1
        context.read()
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if let promise { writes.append(promise) }
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        closes.append(mode)
        promise?.succeed()
    }

    func completeWrites() {
        let written = writes
        writes = []
        for promise in written { promise.succeed() }
    }
}
