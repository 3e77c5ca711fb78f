import Testing

@testable import WindtunnelCommands

@Suite("Shell words")
struct ShellTextTests {
    @Test(
        "are quoted only where they must be",
        arguments: [
            ("http://127.0.0.1:4280", "http://127.0.0.1:4280"), ("", "''"), ("a b", "'a b'"), ("it's", #"'it'\''s'"#),
            ("$HOME", "'$HOME'"), ("~/x", "'~/x'"), ("a\nb", "'a\nb'"), ("ä", "'ä'"),
            ("'", #"''\'''"#), ("a&b", "'a&b'"),
            ("localhost,127.0.0.1,::1", "localhost,127.0.0.1,::1"), ("-n", "-n"), ("`x`", "'`x`'"),
        ])
    func quoting(word: String, quoted: String) {
        #expect(ShellText.quoted(word) == quoted)
    }

    @Test(
        "are split as a shell splits them",
        arguments: [
            ("npx -f @scope/server-filesystem /data/", ["npx", "-f", "@scope/server-filesystem", "/data/"]),
            ("", []), ("  a\t b  ", ["a", "b"]), ("'a b' c", ["a b", "c"]), (#""a \" b""#, [#"a " b"#]),
            (#"'a\b'"#, [#"a\b"#]), (#"a\ b"#, ["a b"]), ("''", [""]),
            (#"a"b"'c'"#, ["abc"]), (#""a\nb""#, [#"a\nb"#]),
            (#""it's""#, ["it's"]), (#"\'"#, ["'"]),
        ])
    func splitting(line: String, words: [String]) {
        #expect(ShellText.words(line) == words)
    }

    @Test("are refused when a quote or a backslash is left open", arguments: ["'a", "\"a", "a\\", "\"a'"])
    func open(line: String) {
        #expect(ShellText.words(line) == nil)
    }

    @Test("survive quoting and splitting", arguments: ["", "a b", "it's", "\"x\"", "a\\b", "\n", "$`\\\"'"])
    func roundTrip(word: String) {
        #expect(ShellText.words(ShellText.quoted(word)) == [word])
    }
}
