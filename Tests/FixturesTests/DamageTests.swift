import Fixtures
import Testing

@Suite("A damaged recording says where it is damaged")
struct DamageTests {
    private static let whole = HARWriter.text(
        Recording([
            Sample.exchange("GET", "/v1/apps/a"), Sample.exchange("GET", "/v1/apps/b"),
            Sample.exchange("GET", "/v1/apps/c"),
        ]), version: "1")

    private func damage(_ bytes: [UInt8]) -> String {
        do {
            _ = try HARDocument(bytes)
            return "none"
        } catch {
            return error.description
        }
    }

    private func offset(of text: String, after start: Int = 0) -> Int {
        let pattern = Array(text.utf8)
        return (start..<Self.whole.count - pattern.count).first {
            Array(Self.whole[$0..<$0 + pattern.count]) == pattern
        } ?? -1
    }

    @Test(
        "a file cut off names the entry that is not whole",
        arguments: [
            ("/v1/apps/a", "entry 1 is truncated"), ("/v1/apps/b", "entry 2 is truncated"),
            ("/v1/apps/c", "entry 3 is truncated"),
        ])
    func truncated(path: String, text: String) {
        #expect(damage(Array(Self.whole[..<offset(of: path)])) == text)
    }

    @Test("every prefix of a file is refused, and gives back the entries that are whole")
    func prefixes() {
        let ends = HARDocument.recovering(Self.whole)?.document.entries.map(\.range.upperBound) ?? []
        #expect(ends.count == 3)
        for length in 0..<Self.whole.count - 1 {
            let prefix = Array(Self.whole[..<length])
            #expect(damage(prefix) != "none")
            guard let (document, damage) = HARDocument.recovering(prefix) else { continue }
            #expect(document.entries.count == ends.count { $0 <= length })
            #expect(damage?.reason == .truncated)
            #expect((try? HARDocument(document.bytes).entries.count) == document.entries.count)
        }
    }

    @Test("a byte that does not belong names its entry and its place")
    func syntax() {
        var bytes = Self.whole
        let place = offset(of: "\"request\"", after: offset(of: "/v1/apps/a"))
        bytes[place] = UInt8(ascii: "x")
        #expect(damage(bytes) == "entry 2 is damaged: no JSON at byte \(place)")
    }

    @Test("bytes that are no UTF-8 are damage")
    func encoding() {
        var bytes = Self.whole
        let place = offset(of: "/v1/apps/c") + 2
        bytes[place] = 0xC0
        #expect(damage(bytes) == "entry 3 is damaged: no JSON at byte \(place)")
    }

    @Test(
        "what is JSON but no HAR says so",
        arguments: [
            ("{}", "the file is no HAR: it has no log.entries"), ("[]", "the file is damaged: no JSON at byte 0"),
            ("", "the file is truncated"), ("{\"log\":{\"entries\":{}}}", "the file is no HAR: it has no log.entries"),
            ("{\"log\":{\"entries\":[{}]}}", "entry 1 is no HAR entry: it has no request with method and url"),
            ("{\"log\":{\"entries\":[7]}}", "entry 1 is no HAR entry: it has no request with method and url"),
            ("{\"log\":{\"entries\":[]}} x", "the file is damaged: no JSON at byte 23"),
        ])
    func shape(text: String, message: String) {
        #expect(damage(Array(text.utf8)) == message)
    }
}
