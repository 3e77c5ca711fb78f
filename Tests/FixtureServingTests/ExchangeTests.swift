import Fixtures
import Logging
import NIOCore
import Testing
import WindtunnelTestSupport

@testable import FixtureServing

@Suite struct `One exchange` {
    private static func with(
        _ body: (_ recorder: Recorder, _ exchange: () -> Exchange, _ wall: ManualWall) throws -> Void
    ) async throws {
        try await TemporaryFolder.with { folder in
            let logger = Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() }
            let recorder = try Recorder(folder + "/r.har", version: "0", isFresh: false, logger: logger)
            let wall = ManualWall()
            let request = RecordedRequest(method: "GET", url: "https://demo.fly.dev/x")
            try body(recorder, { Exchange(request, recorder: recorder, wall: wall.clock) { $0 } }, wall)
        }
    }

    private static let head = RecordedResponse(status: 200)

    @Test func `with a body that is too large to keep stops the recording by saying so`() async throws {
        try await Self.with { recorder, exchange, _ in
            let exchange = exchange()
            exchange.receive(Self.head)
            let half = ByteBuffer(repeating: UInt8(ascii: " "), count: 32 << 20)
            for piece in [half, half, ByteBuffer(string: ".")] { exchange.receive(piece) }
            exchange.finish(.whole)
            #expect(recorder.count == 0)
            let reason = "stopped recording before entry 1, a GET to demo.fly.dev: a body of more than 64 MiB"
            #expect(recorder.stop?.hasSuffix(reason) == true)
        }
    }

    @Test func `that nobody keeps is written, once, and not without an answer`() async throws {
        try await Self.with { recorder, exchange, _ in
            do {
                let answered = exchange()
                answered.receive(Self.head)
                let unanswered = exchange()
                withExtendedLifetime((answered, unanswered)) {}
            }
            #expect(recorder.count == 1)
            let finished = exchange()
            finished.receive(Self.head)
            finished.finish(.whole)
            finished.finish(.clientLeft)
            #expect(recorder.count == 2)
        }
    }

    @Test func `has one piece for parts of a line that came in one millisecond`() async throws {
        try await Self.with { recorder, exchange, wall in
            let streamed = exchange()
            streamed.receive(Self.head)
            for text in ["on", "e\n", "two\n", "thr"] { streamed.receive(ByteBuffer(string: text)) }
            wall.advance(by: .milliseconds(1))
            streamed.receive(ByteBuffer(string: "ee\n"))
            streamed.finish(.whole)
            let recording = try RecordingFile.read(recorder.path).recording()
            let pieces = recording.interactions[0].response.pieces
            #expect(pieces.map { String(decoding: $0.bytes, as: UTF8.self) } == ["one\n", "two\n", "thr", "ee\n"])
            #expect(pieces.map(\.offset) == [.zero, .zero, .zero, .milliseconds(1)])
        }
    }
}
