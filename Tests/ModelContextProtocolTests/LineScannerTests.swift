import ModelContextProtocol
import Testing

@Suite("What wrap reads of its program's output")
struct LineScannerTests {
    private func lines(_ pieces: String..., limit: Int = 10) -> [String] {
        var scanner = LineScanner(limit: limit)
        var lines = pieces.flatMap { scanner.append(Array($0.utf8)) }
        if let last = scanner.finish() { lines.append(last) }
        return lines.map { String(decoding: $0, as: UTF8.self) }
    }

    @Test("is its lines, empty ones and an unfinished last one included")
    func cuts() {
        #expect(lines("a\nb\r\n\n", "c", "d\ne") == ["a", "b", "", "cd", "e"])
        #expect(lines("a\r\r\n") == ["a\r"])
        #expect(lines("") == [])
    }

    @Test("ends for good at a line that is too long")
    func tooLong() {
        #expect(lines("1234567890\n", "a\n") == ["1234567890", "a"])
        #expect(lines("a\n12345678901\nb\n", "c\n") == ["a"])
        #expect(lines("123456", "789012", "3\nb\n") == [])
        var scanner = LineScanner(limit: 1)
        _ = scanner.append(Array("abc".utf8))
        #expect(scanner.isBroken)
    }
}
