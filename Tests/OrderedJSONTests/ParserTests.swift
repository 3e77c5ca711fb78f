import OrderedJSON
import Testing

@Suite("A JSON text")
struct ParserTests {
    @Test(
        "comes back as it was written, but for white space",
        arguments: [
            #"null"#, #"true"#, #"false"#, #"0"#, #"-0"#, #"1.50"#, #"1e2"#, #"-12.5E+3"#,
            #"123456789012345678901234567890"#,
            #""""#, #""a\"b\\c\n""#, #"[]"#, #"{}"#, #"[1,[2,[3]],{}]"#,
            #"{"zebra":1,"apple":{"b":1.50,"a":[]},"mango":null}"#, #""žluťoučký 🐎""#,
        ]
    )
    func comesBack(text: String) throws {
        #expect(try JSON(parsing: text).text == text)
    }

    @Test("may have white space around everything")
    func whitespace() throws {
        #expect(try JSON(parsing: " \t\r\n{ \"a\" : [ 1 , 2 ] } \n").text == #"{"a":[1,2]}"#)
    }

    @Test(
        "is read with its escapes",
        arguments: [
            (#""\u0041\/\b\f\n\r\t""#, "A/\u{8}\u{C}\n\r\t"), (#""\ud83d\udc0e""#, "🐎"),
            (#""\ud83d""#, "\u{FFFD}"), (#""\udc0e\ud83d""#, "\u{FFFD}\u{FFFD}"), (#""\ud83dx""#, "\u{FFFD}x"),
        ]
    )
    func escapes(text: String, expected: String) throws {
        #expect(try JSON(parsing: text) == .string(expected))
    }

    @Test(
        "that is none is refused in Go's words",
        arguments: [
            ("", "EOF"), ("  \n", "EOF"), ("{", "unexpected EOF"), (#"{"a""#, "unexpected EOF"),
            (#"{"a":"#, "unexpected EOF"), ("[1,", "unexpected EOF"), (#""abc"#, "unexpected EOF"),
            ("tru", "unexpected EOF"), ("-", "unexpected EOF"), ("1.", "unexpected EOF"),
            ("}", "invalid character '}' looking for beginning of value"),
            ("{,}", "invalid character ',' looking for beginning of object key string"),
            (#"{"a":1,}"#, "invalid character '}' looking for beginning of object key string"),
            (#"{"a" 1}"#, "invalid character '1' after object key"),
            (#"{"a":1 "b"}"#, "invalid character '\"' after object key:value pair"),
            ("[1 2]", "invalid character '2' after array element"),
            ("[1,]", "invalid character ']' looking for beginning of value"),
            ("trux", "invalid character 'x' in literal true (expecting 'e')"),
            ("-x", "invalid character 'x' in numeric literal"),
            ("1.x", "invalid character 'x' after decimal point in numeric literal"),
            ("1ex", "invalid character 'x' in exponent of numeric literal"),
            ("\"a\nb\"", "invalid character '\\n' in string literal"),
            (#""\x""#, "invalid character 'x' in string escape code"),
            (#""\u00g0""#, "invalid character 'g' in \\u hexadecimal character escape"),
            ("'a'", "invalid character '\\'' looking for beginning of value"),
            ("\u{1}", "invalid character '\\x01' looking for beginning of value"),
            ("1 2", "invalid character '2' after top-level value"),
            ("01", "invalid character '1' after top-level value"),
        ]
    )
    func refused(text: String, words: String) {
        let error = #expect(throws: JSONSyntaxError.self) { try JSON(parsing: text) }
        #expect(error?.description == words)
    }

    @Test("may be followed by more where only the first value is read")
    func prefix() throws {
        let (value, rest) = try JSON.parsePrefix(of: Array(#" {"a":1}  tail"#.utf8))
        #expect(value.text == #"{"a":1}"#)
        #expect(rest == UInt8(ascii: "t"))
        #expect(try JSON.parsePrefix(of: Array("[] \n".utf8)).rest == nil)
    }

    @Test("nests to a limit and no further")
    func depth() throws {
        let deepest = JSON.maximumDepth
        let legal = String(repeating: "[", count: deepest) + String(repeating: "]", count: deepest)
        #expect(try JSON(parsing: legal).text == legal)
        let error = #expect(throws: JSONSyntaxError.self) {
            try JSON(parsing: String(repeating: "[", count: 1_000_000))
        }
        #expect(error == .tooDeep)
    }

    @Test("with a key given twice keeps the first place and the last value", arguments: [3, 40])
    func duplicates(count: Int) throws {
        let keys = (0..<count).map { #""k\#($0)":0"# }
        let value = try JSON(parsing: "{" + (keys + [#""k1":1"#]).joined(separator: ",") + "}")
        #expect(value.objectValue?.keys == (0..<count).map { "k\($0)" })
        #expect(value["k1"] == 1)
    }

    @Test("with bytes that are no UTF-8 is read with replacement characters")
    func invalidUTF8() throws {
        #expect(try JSON(parsing: [0x22, 0xFF, 0x22]) == .string("\u{FFFD}"))
    }
}
