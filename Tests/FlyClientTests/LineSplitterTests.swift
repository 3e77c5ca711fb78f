import FlyClient
import Testing

@Suite("Lines of a stream")
struct LineSplitterTests {
    @Test(
        "come out whole however the bytes were cut",
        arguments: [
            (["a\nb\n"], ["a", "b"]), (["a", "b\nc", "\n"], ["ab", "c"]), (["a\r\n", "\n\r\n", "b\n"], ["a", "b"]),
            (["unfinished"], []), (["{\"k\":\"\u{00E4}\"}\n"], ["{\"k\":\"\u{00E4}\"}"]), (["a\r", "\n"], ["a"]),
        ])
    func cut(pieces: [String], lines: [String]) throws {
        var splitter = LineSplitter()
        #expect(try pieces.flatMap { try splitter.feed($0.utf8) } == lines)
    }

    @Test("do not grow without bound")
    func bound() throws {
        var splitter = LineSplitter(limit: 4)
        #expect(try splitter.feed("1234".utf8).isEmpty)
        #expect(throws: LineSplitter.LineTooLong.self) { try splitter.feed("5".utf8) }
    }
}
