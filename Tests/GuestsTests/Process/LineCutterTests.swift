import Guests
import Testing

@Suite("Cutting output into lines")
struct LineCutterTests {
    private func lines(_ pieces: [String], limit: Int = 8) -> [String] {
        var cutter = LineCutter(limit: limit)
        var lines = pieces.flatMap { cutter.append(Array($0.utf8)) }
        if let last = cutter.finish() { lines.append(last) }
        return lines.map { line in
            String(decoding: line.bytes, as: UTF8.self) + (line.missing > 0 ? "+\(line.missing)" : "")
        }
    }

    @Test(
        "keeps what fits and counts what does not",
        arguments: [
            (["a\nb\n"], ["a", "b"]), (["a", "b", "\nc"], ["ab", "c"]), (["\n\n"], ["", ""]), ([], []),
            (["crlf\r\nx\r\n"], ["crlf", "x"]), (["12345678\n"], ["12345678"]),
            (["123456789\nx\n"], ["12345678+1", "x"]),
            (["1234", "5678", "9abc", "\nnext"], ["12345678+4", "next"]), (["123456789"], ["12345678+1"]),
        ] as [([String], [String])]
    )
    func cuts(pieces: [String], expected: [String]) {
        #expect(lines(pieces) == expected)
    }

    @Test("a line of 20 MiB costs no more than the limit")
    func cutsHugeLine() {
        var cutter = LineCutter(limit: 16 * 1024)
        let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 64 * 1024)
        for _ in 0..<320 { #expect(cutter.append(piece).isEmpty) }
        let line = cutter.append([UInt8(ascii: "\n")]).first
        #expect(line?.bytes.count == 16 * 1024)
        #expect(line?.missing == 20 * 1024 * 1024 - 16 * 1024)
    }
}
