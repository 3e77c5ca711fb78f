import ModelContextProtocol
import Testing

@Suite("Splitting bodies into lines")
struct LineSplitterTests {
    static func lines(of bodies: [String], piece: Int = .max, limit: Int = LineSplitter.standardLimit) -> [String] {
        var splitter = LineSplitter(limit: limit)
        var lines: [[UInt8]] = []
        for body in bodies {
            var rest = Array(body.utf8)[...]
            while !rest.isEmpty {
                lines += splitter.append(Array(rest.prefix(piece)))
                rest = rest.dropFirst(piece)
            }
            if let last = splitter.finishBody() { lines.append(last) }
        }
        return lines.map { String(decoding: $0, as: UTF8.self) }
    }

    @Test(
        "gives the same lines however the bytes arrive",
        arguments: [
            ("", []), ("\n", []), ("\r\n\n \n", [" "]), ("a", ["a"]), ("a\n", ["a"]), ("a\r\nb\r\n", ["a", "b"]),
            ("\na\nb\nc\n", ["a", "b", "c"]), ("a\n\n\nb", ["a", "b"]), ("a\rb\r\n", ["a\rb"]), ("a\r", ["a"]),
            ("ä\nö", ["ä", "ö"]),
        ] as [(String, [String])], [1, 2, 3, 4096])
    func pieces(_ each: (body: String, lines: [String]), piece: Int) {
        #expect(Self.lines(of: [each.body], piece: piece) == each.lines)
    }

    @Test("a body without a last newline does not run into the next")
    func bodies() {
        #expect(Self.lines(of: ["a", "b", "", "c\n"]) == ["a", "b", "c"])
    }

    @Test("a line over the limit is thrown away and the next one is read", arguments: [1, 3, 100])
    func limit(piece: Int) {
        let bodies = ["12345678\n", "123456789\nok\n", "12345678\r\n", "123456789"]
        #expect(Self.lines(of: bodies, piece: piece, limit: 8) == ["12345678", "ok", "12345678"])
    }

    @Test("counts what it threw away")
    func counts() {
        var splitter = LineSplitter(limit: 2)
        let lines = splitter.append(Array("abc\nab\nabcdef".utf8))
        let last = splitter.finishBody()
        #expect(lines == [Array("ab".utf8)])
        #expect(last == nil)
        #expect(splitter.discardedLines == 2)
    }
}
