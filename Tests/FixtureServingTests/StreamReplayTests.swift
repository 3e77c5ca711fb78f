import FixtureServing
import Fixtures
import HTTPTypes
import OrderedJSON
import Testing
import WindtunnelTestSupport

@Suite struct `A recorded stream comes again` {
    private static let host = "paper-boats.fly.dev"

    private static func reply(_ id: Int) -> String { "{\"jsonrpc\":\"2.0\",\"id\":\(id),\"result\":{}}" }

    private static func call(_ id: Int) -> JSON { ["jsonrpc": "2.0", "id": .int(id), "method": "tools/call"] }

    /// A listener, two calls while it listens, their replies.
    private static let conversation = [
        Taped.stream(
            "https://paper-boats.fly.dev/",
            [(500, "{\"method\":\"ready\"}\n"), (1003, reply(0) + "\n"), (2004, reply(1) + "\n")]),
        Taped.exchange("POST", "https://paper-boats.fly.dev/", call(0).text, status: 202, answer: "", at: 1000),
        Taped.exchange("POST", "https://paper-boats.fly.dev/", call(1).text, status: 202, answer: "", at: 2000),
    ]

    private func replay<Result: Sendable>(
        _ interactions: [Interaction] = conversation,
        _ body: @escaping @Sendable (TestEmulator, LiveClient) async throws -> Result
    ) async throws -> Result {
        try await Taped.file(interactions) { path in
            var setup = EmulatorSetup.instant
            setup.fixtures = FixtureSettings(file: path, purpose: .replay(.none, spy: false))
            return try await withLiveEmulator(setup, body)
        }
    }

    @Test func `each reply behind its call, what has no cause at its time of the world's clock`() async throws {
        try await replay { emulator, client in
            try await client.stream("/", host: Self.host) { stream in
                #expect(stream.code == 200 && stream.header("content-type") == "text/event-stream")
                #expect(try await client.send(.post, "/", Self.call(0), host: Self.host).code == 202)
                #expect(try await stream.line() == Self.reply(0))
                try await emulator.advance(by: "500ms")
                #expect(try await stream.line() == "{\"method\":\"ready\"}")
                #expect(try await client.send(.post, "/", Self.call(1), host: Self.host).code == 202)
                #expect(try await stream.line() == Self.reply(1))
            }
        }
    }

    @Test func `a listener that comes back is not told again, and a second run is`() async throws {
        try await replay { emulator, client in
            _ = try await emulator.send(.patch, "/_windtunnel/fixtures", ["pace": "count"])
            try await client.stream("/", host: Self.host) { stream in
                #expect(try await stream.line() == "{\"method\":\"ready\"}")
                _ = try await client.send(.post, "/", Self.call(0), host: Self.host)
                #expect(try await stream.line() == Self.reply(0))
            }
            for _ in 0..<2 {
                try await client.stream("/", host: Self.host) { stream in
                    #expect(try await stream.line() == "{\"method\":\"ready\"}")
                    _ = try await client.send(.post, "/", Self.call(1), host: Self.host)
                    #expect(try await stream.line() == Self.reply(1))
                }
            }
        }
    }

    @Test func `replies that come out of turn do not wait for each other`() async throws {
        try await replay { emulator, client in
            _ = try await emulator.send(.patch, "/_windtunnel/clock", ["stepping": "immediate"])
            try await client.stream("/", host: Self.host) { stream in
                #expect(try await stream.line() == "{\"method\":\"ready\"}")
                for id in [1, 0] {
                    _ = try await client.send(.post, "/", Self.call(id), host: Self.host)
                    #expect(try await stream.line() == Self.reply(id))
                }
            }
        }
    }

    @Test func `a stream that its service ended ends, at its time`() async throws {
        var ended = Taped.stream("https://paper-boats.fly.dev/", [(0, "a\n"), (5000, "b\n")])
        ended.timing = Timing(receive: .milliseconds(5010))
        try await replay([ended]) { emulator, client in
            try await client.stream("/", host: Self.host) { stream in
                #expect(try await stream.line() == "a")
                try await emulator.advance(by: "5s")
                #expect(try await stream.line() == "b")
                try await emulator.advance(by: "1s")
                #expect(try await stream.line() == nil)
            }
        }
    }

    @Test func `a run that begins anew ends its streams`() async throws {
        try await replay { emulator, client in
            try await client.stream("/", host: Self.host) { stream in
                _ = try await client.send(.post, "/", Self.call(0), host: Self.host)
                #expect(try await stream.line() == Self.reply(0))
                _ = try await emulator.send(.patch, "/_windtunnel/fixtures", ["rewind": true])
                #expect(try await stream.line() == nil)
            }
        }
    }
}
