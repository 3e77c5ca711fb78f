import GraphQL
import GraphQLSamples
import Testing

@Suite("2.1 Source text and lexical tokens")
struct LexicalTests {
    private func tokens(_ source: String) throws -> [Token] {
        var lexer = Lexer(source)
        var tokens: [Token] = []
        while true {
            let token = try lexer.next()
            if token.kind == .end { return tokens }
            tokens.append(token)
        }
    }

    private func message(_ source: String) -> String? {
        do {
            _ = try tokens(source)
            return nil
        } catch { return "\(error)" }
    }

    @Test("every punctuator is a token")
    func punctuators() throws {
        let kinds = try tokens("! $ & ( ) ... : = @ [ ] { | }").map(\.kind)
        #expect(
            kinds == [
                .bang, .dollar, .ampersand, .leftParenthesis, .rightParenthesis, .spread, .colon, .equals, .at,
                .leftBracket, .rightBracket, .leftBrace, .pipe, .rightBrace,
            ])
    }

    @Test("a byte order mark, commas, comments and white space separate tokens and are none")
    func ignored() throws {
        #expect(try tokens("\u{FEFF}a,,b # c { }\r\n\t d#").map(\.text) == ["a", "b", "d"])
    }

    @Test("lines end with LF, CR or CRLF, and columns count scalars")
    func locations() throws {
        let source = "a\nb\r\n  c\rd \"å🎈\" e"
        let found = try tokens(source).map { "\($0.text) \($0.location.line):\($0.location.column)" }
        #expect(found == ["a 1:1", "b 2:1", "c 3:3", "d 4:1", "å🎈 4:3", "e 4:8"])
    }

    @Test("a byte order mark takes no column")
    func markColumn() throws {
        #expect(try tokens("\u{FEFF}a").first?.location == SourceLocation(line: 1, column: 1))
    }

    @Test(
        "numbers keep their text",
        arguments: [
            ("0", Token.Kind.int), ("-0", .int), ("123", .int), ("1.50", .float), ("-1e10", .float),
            ("6.02E+23", .float),
            ("123456789012345678901234567890", .int),
        ])
    func numbers(_ text: String, _ kind: Token.Kind) throws {
        let token = try #require(try tokens(text).first)
        #expect(token.kind == kind)
        #expect(token.text == text)
    }

    @Test(
        "what is no number is refused",
        arguments: ["00", "01", "-", "1.", "1.e1", "1e", "0x1", "1a", "1.2.3", "+1", ".5"])
    func badNumbers(_ text: String) { #expect(message(text) != nil) }

    @Test(
        "escapes in strings are resolved",
        arguments: [
            (#""""#, ""), (#""a\"b\\c\/d""#, "a\"b\\c/d"), (#""\b\f\n\r\t""#, "\u{8}\u{C}\n\r\t"), (#""\u00e5""#, "å"),
            (#""\u{1F388}\u{61}""#, "🎈a"), (#""\uD83C\uDF88""#, "🎈"), ("\"# no comment\"", "# no comment"),
        ])
    func strings(_ source: String, _ value: String) throws {
        #expect(try tokens(source).map(\.text) == [value])
    }

    @Test(
        "broken strings are refused",
        arguments: [
            "\"", "\"a", "\"a\nb\"", #""\x""#, #""\u12""#, #""\u{}""#, #""\u{110000}""#, #""\u{61""#, #""\uD800""#,
            #""\uD83C\u0061""#, #""\"#, "\"\u{7}\"", "\"\"\"a", "\"\"\"a\"\"",
        ])
    func badStrings(_ source: String) { #expect(message(source) != nil) }

    @Test("a block string loses its common indentation and its blank ends")
    func blockStrings() throws {
        let source = "\"\"\"\r\n\n    Hello,\n      \\\"\"\"World\\\"\"\"\n\n    \\n raw \"\"\n  \t\n\"\"\" after"
        let found = try tokens(source)
        #expect(found.map(\.text) == ["Hello,\n  \"\"\"World\"\"\"\n\n\\n raw \"\"", "after"])
        #expect(found[0].kind == .blockString)
        #expect(found[1].location == SourceLocation(line: 8, column: 5))
    }

    @Test(
        "the first line of a block string does not count for indentation",
        arguments: [
            ("\"\"\"  a\n   b\n  c\"\"\"", "  a\n b\nc"), ("\"\"\"\"\"\"", ""), ("\"\"\"   \n \n\"\"\"", ""),
            ("\"\"\"x\"\"\"", "x"),
        ])
    func firstLine(_ source: String, _ value: String) throws { #expect(try tokens(source).map(\.text) == [value]) }

    @Test("an unexpected character is named with its place")
    func unexpected() {
        #expect(message("a ?") == "Unexpected character \"?\" at [1, 3]")
        #expect(message("..") == "Expected \"...\" at [1, 1]")
        #expect(message("\u{1}") == "Unexpected character U+1 at [1, 1]")
        #expect(message("é") == "Unexpected character \"é\" at [1, 1]")
    }
}
