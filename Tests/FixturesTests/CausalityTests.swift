import Fixtures
import OrderedJSON
import Testing

@Suite("A replay keeps before and after as the recording had them")
struct CausalityTests {
    private static let start: Int64 = 1_900_000_000_000

    private static func replay(
        _ interactions: [Interaction], pace: Replay.Pace = .clock, keepsTimes: Bool = true
    ) throws -> Replay {
        Replay(try ReplayTests.document(interactions), pace: pace, keepsTimes: keepsTimes)
    }

    private func ask(
        _ replay: inout Replay, _ method: String, _ path: String, _ body: String? = nil, at seconds: Int64 = 0,
        runs: Bool = true
    ) throws -> Int {
        try replay.answer(
            Sample.exchange(method, path, body).request, at: Replay.Moment(Self.start + seconds * 1000, runs: runs)
        ).entry
    }

    @Test("a list next to what was changed is read anew after the change, though the clock stands still")
    func neighbours() throws {
        var replay = try Self.replay([
            Sample.exchange("GET", "/v1/apps/boats/volumes", answer: "[1]"),
            Sample.exchange("POST", "/v1/apps/boats/machines", "{}", at: 1),
            Sample.exchange("GET", "/v1/apps/boats/volumes", answer: "[2]", at: 2),
        ])
        #expect(try ask(&replay, "GET", "/v1/apps/boats/volumes", runs: true) == 1)
        #expect(try ask(&replay, "POST", "/v1/apps/boats/machines", "{}") == 2)
        #expect(try ask(&replay, "GET", "/v1/apps/boats/volumes", runs: true) == 3)
    }

    @Test("what GraphQL has changed is read anew by REST, and the other way round")
    func bothAPIs() throws {
        let url = "https://api.fly.io/graphql"
        let query = #"{"query":"query { app(name: \"boats\") { id } }"}"#
        let mutation = #"{"query":"mutation { allocateIpAddress(input: {appId: \"boats\"}) { app { id } } }"}"#
        let addresses = "/v1/apps/boats/ip_assignments"
        var replay = try Self.replay([
            Sample.exchange("GET", addresses, answer: "[]"),
            Sample.exchange("POST", url, query, answer: "1", at: 1),
            Sample.exchange("POST", url, mutation, at: 2),
            Sample.exchange("GET", addresses, answer: "[1]", at: 3),
            Sample.exchange("POST", "/v1/apps/boats/machines", "{}", at: 4),
            Sample.exchange("POST", url, query, answer: "2", at: 5),
        ])
        #expect(try ask(&replay, "GET", addresses) == 1)
        #expect(try ask(&replay, "POST", url, query) == 2)
        #expect(try ask(&replay, "POST", url, mutation) == 3)
        #expect(try ask(&replay, "GET", addresses) == 4)
        #expect(try ask(&replay, "POST", "/v1/apps/boats/machines", "{}") == 5)
        #expect(try ask(&replay, "POST", url, query) == 6)
    }

    @Test("polls of one machine go on from their beginning when another one was made in between")
    func twoMachines() throws {
        let path = "/v1/apps/boats/machines/"
        let polls = ["a1b2c3d4e5f607", "b1b2c3d4e5f607"].enumerated().flatMap { number, id in
            [Sample.exchange("POST", "/v1/apps/boats/machines", "{\"region\":\"r\(number)\"}", at: number * 10)]
                + (1...3).map { Sample.exchange("GET", path + id, answer: "\($0)", at: number * 10 + $0) }
        }
        var replay = try Self.replay(polls)
        #expect(try ask(&replay, "POST", "/v1/apps/boats/machines", #"{"region":"r0"}"#) == 1)
        #expect(try ask(&replay, "POST", "/v1/apps/boats/machines", #"{"region":"r1"}"#) == 5)
        #expect(try [0, 1, 2].map { try ask(&replay, "GET", path + "a1b2c3d4e5f607", at: $0) } == [2, 3, 4])
        #expect(try [0, 1, 2].map { try ask(&replay, "GET", path + "b1b2c3d4e5f607", at: $0) } == [6, 7, 8])
    }

    @Test("on a clock that stands still each poll is one further, and the clock counts as well when it is moved")
    func standingClock() throws {
        let polls = (1...7).map { Sample.exchange("GET", "/v1/x", answer: "\($0)", at: $0) }
        var replay = try Self.replay(polls)
        let moments: [Int64] = [0, 0, 0, 5, 5, 5]
        #expect(try moments.map { try ask(&replay, "GET", "/v1/x", at: $0, runs: false) } == [1, 2, 3, 6, 7, 7])
    }

    @Test("entries are taken in the order of their times, whatever their order in the file")
    func fileOrder() throws {
        let url = "https://boats.fly.dev/"
        var replay = try Self.replay([
            Sample.exchange("POST", url, "1", at: 1),
            Sample.exchange("GET", url, answer: "first", at: 0),
            Sample.exchange("POST", url, "2", at: 3),
            Sample.exchange("GET", url, answer: "second", at: 2),
        ])
        #expect(try ask(&replay, "GET", url) == 2)
        #expect(try ask(&replay, "POST", url, "1") == 1)
        #expect(try ask(&replay, "GET", url) == 4)
        #expect(replay.unused == [3])
    }

    @Test("what was recorded at another sitting has times of its own sitting")
    func sittings() throws {
        var later = Sample.exchange("GET", "/v1/later", answer: #"{"created_at":"2026-06-02T09:00:01Z"}"#)
        later.startedAt = "2026-08-02T09:00:00.000Z"
        var replay = try Self.replay(
            [
                Sample.exchange("GET", "/v1/early", answer: #"{"created_at":"2026-06-02T09:00:01Z"}"#),
                Sample.exchange("GET", "/v1/late", answer: #"{"at":"2026-08-02T09:00:03Z"}"#, at: 1), later,
            ], keepsTimes: false)
        func text(_ path: String) throws -> String {
            String(
                decoding: try replay.answer(Sample.exchange("GET", path).request, now: 1_900_000_000_000).bytes,
                as: UTF8.self)
        }
        #expect(try text("/v1/early") == #"{"created_at":"2030-03-17T17:46:41Z"}"#)
        #expect(try text("/v1/later") == #"{"created_at":"2030-03-17T17:46:41Z"}"#)
        #expect(try text("/v1/late") == #"{"at":"2030-03-17T17:46:43Z"}"#)
    }

    // MARK: - Streams

    private static func conversation() -> [Interaction] {
        var listening = Sample.exchange(
            "GET", "https://boats.fly.dev/", answerHeaders: ["Content-Type": "text/event-stream"])
        listening.timing.receive = .seconds(60)
        func line(_ seconds: Double, _ text: String) -> StreamPiece {
            StreamPiece(offset: .milliseconds(Int64(seconds * 1000)), bytes: Array(text.utf8))
        }
        listening.response.content = .pieces([
            line(0.5, "{\"method\":\"hello\"}\n"),
            line(1.25, "{\"jsonrpc\":\"2.0\",\"id\":0,\"result\":{}}\n{\"method\":\"log"),
            line(1.5, "ged\"}\n"),
            line(2.5, "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}\n"),
        ])
        return [
            listening,
            Sample.exchange("POST", "https://boats.fly.dev/", #"{"id":0,"method":"initialize"}"#, status: 202, at: 1),
            Sample.exchange("POST", "https://boats.fly.dev/", #"{"id":1,"method":"tools/list"}"#, status: 202, at: 2),
            Sample.exchange("POST", "https://ships.fly.dev/", #"{"id":1,"method":"tools/list"}"#, status: 202, at: 2),
        ]
    }

    @Test("the lines of a stream know the requests that they answer, wherever reads cut them")
    func causes() throws {
        var replay = try Self.replay(Self.conversation())
        let answer = try replay.answer(
            Sample.exchange("GET", "https://boats.fly.dev/").request, at: Replay.Moment(Self.start))
        let script = try #require(answer.script)
        #expect(
            script.events.map { String(decoding: $0.pieces.flatMap(\.bytes), as: UTF8.self) } == [
                "{\"method\":\"hello\"}\n", "{\"jsonrpc\":\"2.0\",\"id\":0,\"result\":{}}\n",
                "{\"method\":\"logged\"}\n",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}\n",
            ])
        #expect(script.events.map(\.cause?.entry) == [nil, 2, 2, 3])
        #expect(script.events.map(\.pieces.count) == [1, 1, 2, 1])
        #expect(script.events.last?.cause?.began == .seconds(2))
        #expect(script.end == nil)
    }

    @Test("a reply in the same millisecond as its request still comes after it")
    func sameMillisecond() throws {
        var exchanges = Self.conversation()
        exchanges[0].response.content = .pieces([
            StreamPiece(offset: .seconds(2), bytes: Array("{\"id\":1,\"result\":{}}\n".utf8))
        ])
        var replay = try Self.replay(exchanges)
        let answer = try replay.answer(
            Sample.exchange("GET", "https://boats.fly.dev/").request, at: Replay.Moment(Self.start))
        #expect(answer.script?.events.map(\.cause?.entry) == [3])
    }
}
