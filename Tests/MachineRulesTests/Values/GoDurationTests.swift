import OrderedJSON
import Testing

@testable import MachineRules

@Suite("A Go duration")
struct GoDurationTests {
    @Test(
        "has Go's normal form, which reads back",
        arguments: [
            (0, "0s"), (1, "1ns"), (1100, "1.1µs"), (2_200_000, "2.2ms"), (500_000_000, "500ms"),
            (1_500_000_000, "1.5s"), (15_000_000_000, "15s"), (60_000_000_000, "1m0s"), (245_000_000_000, "4m5s"),
            (245_001_000_000, "4m5.001s"), (3_600_000_000_000, "1h0m0s"), (18_367_001_000_000, "5h6m7.001s"),
            (-1, "-1ns"), (-90_000_000_000, "-1m30s"), (100_000_000_000_000_000, "27777h46m40s"),
            (.max, "2562047h47m16.854775807s"), (.min, "-2562047h47m16.854775808s"),
        ] as [(Int64, String)]
    )
    func normalForm(nanoseconds: Int64, text: String) {
        #expect(GoDuration(nanoseconds: nanoseconds).text == text)
        #expect(GoDuration(text)?.nanoseconds == nanoseconds)
    }

    @Test(
        "reads Go's grammar",
        arguments: [
            ("0", 0), ("-0", 0), ("+0", 0), ("+5s", 5_000_000_000), ("-5s", -5_000_000_000),
            ("5.s", 5_000_000_000), (".5s", 500_000_000), ("1.0040s", 1_004_000_000), ("3h30m", 12_600_000_000_000),
            ("10.5s4m", 250_500_000_000), ("-2m3.4s", -123_400_000_000), ("13us", 13_000), ("13\u{B5}s", 13_000),
            ("13\u{3BC}s", 13_000), ("1h2m3s4ms5us6ns", 3_723_004_005_006),
            ("0.3333333333333333333h", 1_200_000_000_000), ("0.100000000000000000000h", 360_000_000_000),
            ("9007199254740993ns", 9_007_199_254_740_993), ("9223372036854.775807ms", .max),
            ("-9223372036854775808ns", .min), ("0.9223372036854775807s", 922_337_203), ("0.0000000001s", 0),
        ] as [(String, Int64)]
    )
    func grammar(text: String, nanoseconds: Int64) {
        #expect(GoDuration(text)?.nanoseconds == nanoseconds)
    }

    @Test(
        "refuses the rest in Go's words",
        arguments: [
            ("", #"time: invalid duration """#),
            ("3", #"time: missing unit in duration "3""#),
            ("10", #"time: missing unit in duration "10""#),
            ("1s2", #"time: missing unit in duration "1s2""#),
            ("-", #"time: invalid duration "-""#),
            ("+", #"time: invalid duration "+""#),
            ("s", #"time: invalid duration "s""#),
            (".", #"time: invalid duration ".""#),
            ("-.s", #"time: invalid duration "-.s""#),
            (" 1s", #"time: invalid duration " 1s""#),
            ("1d", #"time: unknown unit "d" in duration "1d""#),
            ("1s ", #"time: unknown unit "s " in duration "1s ""#),
            ("1m-2s", #"time: unknown unit "m-" in duration "1m-2s""#),
            ("1S", #"time: unknown unit "S" in duration "1S""#),
            ("a\"b\\", #"time: invalid duration "a\"b\\""#),
            ("1\u{E9}\n", #"time: unknown unit "\xc3\xa9\x0a" in duration "1\xc3\xa9\x0a""#),
            ("9223372036854775808ns", #"time: invalid duration "9223372036854775808ns""#),
            ("-9223372036854775809ns", #"time: invalid duration "-9223372036854775809ns""#),
            ("9223372036854775.808us", #"time: invalid duration "9223372036854775.808us""#),
            ("3000000h", #"time: invalid duration "3000000h""#),
            ("18446744073709551616s", #"time: invalid duration "18446744073709551616s""#),
        ]
    )
    func refused(text: String, error: String) {
        #expect(GoDuration(text) == nil)
        #expect(throws: Refusal(.invalidArgument, error)) { try GoDuration(parsing: text) }
    }

    @Test("any number of nanoseconds survives its text")
    func roundTrip() {
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<5000 {
            let value = Int64(bitPattern: generator.next()) >> Int64(generator.next() % 63)
            let duration = GoDuration(nanoseconds: value)
            if GoDuration(duration.text) != duration { Issue.record("\(value) became \(duration.text)") }
        }
    }

    @Test("converts to and from the standard library's duration")
    func durations() {
        #expect(GoDuration(.milliseconds(1500)).text == "1.5s")
        #expect(GoDuration(nanoseconds: -250).duration == .nanoseconds(-250))
        #expect(GoDuration(.nanoseconds(Int64.min)).nanoseconds == .min)
        #expect(GoDuration(.seconds(Int64.max)).nanoseconds == .max)
        #expect(GoDuration(.seconds(Int64.min)).nanoseconds == .min)
        #expect(GoDuration(nanoseconds: 1) < GoDuration(nanoseconds: 2))
    }

    @Test(
        "on the wire is a text or a number of nanoseconds",
        arguments: [
            ("\"10s\"", 10_000_000_000), ("10000000000", 10_000_000_000), ("1e9", 1_000_000_000), ("1.9", 1),
            ("-5", -5),
            ("9223372036854775807", .max),
        ] as [(String, Int64)])
    func wire(text: String, nanoseconds: Int64) throws {
        #expect(try GoDuration(json: JSON(parsing: text)).nanoseconds == nanoseconds)
    }

    @Test("on the wire is nothing else", arguments: ["true", "[]", "{}", "1e30", "9223372036854775808"])
    func notOnTheWire(text: String) throws {
        let json = try JSON(parsing: text)
        #expect(throws: Refusal(.invalidArgument, "invalid duration \(text)")) { try GoDuration(json: json) }
    }
}
