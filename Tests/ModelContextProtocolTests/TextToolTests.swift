import Testing

@testable import ModelContextProtocol

@Suite("Patterns, sizes, dates and base64")
struct TextToolTests {
    @Test(
        "a pattern matches as minimatch does",
        arguments: [
            ("*", "a", true), ("*", ".a", true), ("*", "a/b", false), ("*.txt", "a.txt", true),
            ("*.txt", ".txt", true), ("*.txt", "a.txt2", false), ("**", "a/b/c", true), ("**/*.txt", "a.txt", true),
            ("**/*.txt", "a/b/c.txt", true), ("a/**", "a/b", true), ("a/**", "a", false), ("a/**/b", "a/b", true),
            ("a/**/b", "a/x/y/b", true), ("a/**/b", "a/x/y/c", false), ("**/a/**/b", "x/a/y/a/z/b", true),
            ("**/a/b", "a/x/a/b", true), ("?", "ä", true), ("?", "ab", false), ("a?c", "abc", true),
            ("a*b*c", "axxbyyc", true), ("a*b*c", "axxbyy", false), ("[a-c]x", "bx", true), ("[!a-c]x", "bx", false),
            ("[]]", "]", true), ("[", "[", true), ("{a,b}", "b", true), ("x.{ts,js{,x}}", "x.jsx", true),
            ("x.{ts,js{,x}}", "x.js", true), ("x.{ts}", "x.{ts}", true), ("{a,b", "{a,b", true), ("\\*", "*", true),
            ("\\*", "a", false), ("a", "A", false),
        ])
    func globs(pattern: String, path: String, matches: Bool) {
        let names = path.split(separator: "/").map(String.init)
        #expect(GlobPattern(pattern).matches(names) == matches)
    }

    @Test("hostile patterns come to an end")
    func hostileGlobs() {
        let stars = String(repeating: "*a", count: 2000) + "b"
        #expect(!GlobPattern(stars).matches([String(repeating: "a", count: 5000)]))
        let folders = String(repeating: "**/a/", count: 500) + "b"
        #expect(!GlobPattern(folders).matches(Array(repeating: "a", count: 1000)))
        #expect(!GlobPattern(String(repeating: "{a,b}", count: 40)).matches(["x"]))
    }

    @Test(
        "a size is said in the largest unit that fits",
        arguments: [
            (0, "0 B"), (1, "1 B"), (1023, "1023 B"), (1024, "1.00 KB"), (1536, "1.50 KB"), (1_048_576, "1.00 MB"),
            (1_100_000_000_000, "1.00 TB"), (2_000_000_000_000_000, "1818.99 TB"),
        ])
    func sizes(bytes: Int, text: String) {
        #expect(ByteCount.text(bytes) == text)
    }

    @Test(
        "a date reads as JavaScript's",
        arguments: [
            (0, "Thu Jan 01 1970 00:00:00"), (951_782_399, "Mon Feb 28 2000 23:59:59"),
            (951_782_400, "Tue Feb 29 2000 00:00:00"), (1_785_340_800, "Wed Jul 29 2026 16:00:00"),
            (-1, "Wed Dec 31 1969 23:59:59"), (4_107_542_400, "Mon Mar 01 2100 00:00:00"),
        ])
    func dates(seconds: Int, text: String) {
        #expect(JavaScriptDate.text(seconds) == text + " GMT+0000 (Coordinated Universal Time)")
    }

    @Test(
        "base64 goes both ways",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("\u{FF}>", "w78+"),
        ])
    func base64(text: String, encoded: String) {
        #expect(Base64.encode(Array(text.utf8)) == encoded)
        #expect(Base64.decode(encoded.utf8) == Array(text.utf8))
    }

    @Test("what is not base64 is not decoded", arguments: ["Zg=", "Zg", "Z===", "Zm9v====", "Zm=v", "Zm 9", "Zm9-"])
    func notBase64(text: String) {
        #expect(Base64.decode(text.utf8) == nil)
    }
}
