import OrderedJSON
import Testing

@testable import ModelContextProtocol

@Suite("Editing and comparing text")
struct TextEditTests {
    @Test(
        "an edit takes the first exact place, else lines that differ in white space alone",
        arguments: [
            ("aXbX", "X", "-", "a-bX"), ("ab", "", "-", "-ab"), ("a$b", "$", "$&", "a$&b"),
            ("a\nb\n", "a\r\nb", "c", "c\n"),
            ("  one\n    two\n", "one\ntwo", "1\n2", "  1\n2\n"),
            ("\tone\n\t\ttwo\nend", "one\n  two", "1\n    2\n  3", "\t1\n\t  2\n  3\nend"),
            ("\u{E9}", "e\u{301}", "-", nil), ("a\nb", "a\nb\nc", "-", nil),
        ] as [(String, String, String, String?)])
    func edits(text: String, old: String, new: String, result: String?) {
        let edited = try? TextEdit(oldText: old, newText: new).apply(to: Array(text.utf8))
        #expect(edited.map { String(decoding: $0, as: UTF8.self) } == result)
    }

    static func diff(_ old: String, _ new: String) -> [String] {
        let text = UnifiedDiff(from: Array(old.utf8), to: Array(new.utf8), path: "f").text
        return text.split(separator: "\n", omittingEmptySubsequences: false).dropFirst(4).dropLast().map(String.init)
    }

    @Test(
        "a diff has hunks with four lines of context",
        arguments: [
            ("a\n", "a\n", []), ("", "", []),
            ("", "a\nb\n", ["@@ -0,0 +1,2 @@", "+a", "+b"]), ("a\n", "", ["@@ -1,1 +0,0 @@", "-a"]),
            ("a\nb\nc\n", "a\nx\nc\n", ["@@ -1,3 +1,3 @@", " a", "-b", "+x", " c"]),
            ("a\n", "a", ["@@ -1,1 +1,1 @@", "-a", "+a", "\\ No newline at end of file"]),
            (
                "a", "a\nb",
                ["@@ -1,1 +1,2 @@", "-a", "\\ No newline at end of file", "+a", "+b", "\\ No newline at end of file"]
            ),
            (
                "1\n2\n3\n4\n5\n6\n", "1\n2\n3\n4\n5\n6\n7\n",
                ["@@ -3,4 +3,5 @@", " 3", " 4", " 5", " 6", "+7"]
            ),
        ] as [(String, String, [String])])
    func hunks(old: String, new: String, lines: [String]) {
        #expect(Self.diff(old, new) == lines)
    }

    @Test("changes up to eight lines apart share a hunk", arguments: [(8, 1), (9, 2)])
    func joining(gap: Int, hunks: Int) {
        let middle = (0..<gap).map { "\($0)\n" }.joined()
        let lines = Self.diff("a\n\(middle)b\n", "A\n\(middle)B\n")
        #expect(lines.count { $0.hasPrefix("@@") } == hunks)
    }

    @Test("the fence is longer than any in the text")
    func fence() {
        let diff = UnifiedDiff(from: Array("````\n".utf8), to: Array("x\n".utf8), path: "f")
        #expect(diff.fenced.hasPrefix("`````diff\n"))
        #expect(diff.fenced.hasSuffix("\n`````\n\n"))
    }

    /// A small generator of repeatable numbers, so that a failure can be looked at again.
    struct Numbers: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ state >> 29
        }
    }

    /// The length of the longest common subsequence, by the textbook.
    static func commonLength(_ a: [ArraySlice<UInt8>], _ b: [ArraySlice<UInt8>]) -> Int {
        var row = [Int](repeating: 0, count: b.count + 1)
        for line in a {
            var diagonal = 0
            for (index, other) in b.enumerated() {
                let above = row[index + 1]
                row[index + 1] = line == other ? diagonal + 1 : max(above, row[index])
                diagonal = above
            }
        }
        return row[b.count]
    }

    @Test("every diff leads from the old lines to the new and is as short as can be", arguments: 0..<300)
    func shortest(seed: Int) {
        var numbers = Numbers(state: UInt64(seed))
        func lines(_ count: Int) -> [ArraySlice<UInt8>] {
            (0..<count).map { _ in [UInt8.random(in: 97...100, using: &numbers)][...] }
        }
        let old = lines(seed % 23)
        let new = lines((seed * 7) % 19)
        let steps = LineDiff(from: old, to: new).steps
        var (rebuiltOld, rebuiltNew, kept) = ([ArraySlice<UInt8>](), [ArraySlice<UInt8>](), 0)
        for step in steps {
            switch step {
            case .keep(let o, let n):
                #expect(old[o] == new[n])
                rebuiltOld.append(old[o])
                rebuiltNew.append(new[n])
                kept += 1
            case .delete(let o): rebuiltOld.append(old[o])
            case .insert(let n): rebuiltNew.append(new[n])
            }
        }
        #expect(rebuiltOld == old)
        #expect(rebuiltNew == new)
        #expect(kept == Self.commonLength(old, new))
    }

    @Test("texts that share nothing are replaced whole, however long")
    func unlike() {
        let old = (0..<3000).map { Array("a\($0)\n".utf8)[...] }
        let new = (0..<3000).map { Array("b\($0)\n".utf8)[...] }
        #expect(LineDiff(from: old, to: new).steps.count == 6000)
    }
}
