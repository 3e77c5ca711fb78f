import MachineRules
import Testing

@Suite("A timestamp")
struct TimestampTests {
    @Test(
        "reads and writes RFC 3339 with milliseconds",
        arguments: [
            ("1970-01-01T00:00:00.000Z", 0),
            ("1969-12-31T23:59:59.999Z", -1),
            ("2026-03-31T06:08:08.123Z", 1_774_937_288_123),
            ("2000-02-29T12:00:00.000Z", 951_825_600_000),
            ("2024-02-29T00:00:00.000Z", 1_709_164_800_000),
            ("1900-02-28T23:59:59.000Z", -2_203_891_201_000),
            ("1600-02-29T00:00:00.000Z", -11_670_998_400_000),
            ("0001-01-01T00:00:00.000Z", -62_135_596_800_000),
            ("0000-02-29T00:00:00.000Z", -62_162_121_600_000),
            ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
        ] as [(String, Int64)]
    )
    func roundTrip(text: String, milliseconds: Int64) throws {
        let moment = try #require(Timestamp(rfc3339: text))
        #expect(moment.milliseconds == milliseconds)
        #expect(Timestamp(milliseconds: milliseconds).rfc3339Milliseconds == text)
    }

    @Test(
        "understands offsets and fractions of any length",
        arguments: [
            ("2026-03-31T08:08:08+02:00", "2026-03-31T06:08:08.000Z"),
            ("2026-03-31T01:38:08-04:30", "2026-03-31T06:08:08.000Z"),
            ("2026-01-01T00:30:00+01:00", "2025-12-31T23:30:00.000Z"),
            ("2026-03-31T06:08:08.1Z", "2026-03-31T06:08:08.100Z"),
            ("2026-03-31T06:08:08.12Z", "2026-03-31T06:08:08.120Z"),
            ("2026-03-31T06:08:08.123999999Z", "2026-03-31T06:08:08.123Z"),
        ]
    )
    func variants(text: String, same: String) {
        #expect(Timestamp(rfc3339: text)?.rfc3339Milliseconds == same)
    }

    @Test(
        "refuses what is no date",
        arguments: [
            "", "2026-03-31", "2026-03-31T06:08:08", "2026-03-31t06:08:08z", "2026-03-31 06:08:08Z",
            "2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "2026-13-01T00:00:00Z",
            "2026-00-01T00:00:00Z", "2026-01-00T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z",
            "2026-01-01T23:59:60Z", "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00+24:00", "2026-01-01T00:00:00+0100",
            "2026-01-01T00:00:00Zx", "26-01-01T00:00:00Z", "12026-01-01T00:00:00Z", "-001-01-01T00:00:00Z",
        ]
    )
    func refused(text: String) {
        #expect(Timestamp(rfc3339: text) == nil)
    }

    @Test("shows whole seconds towards the past, also before 1970")
    func wholeSeconds() {
        #expect(Timestamp(milliseconds: 1999).rfc3339 == "1970-01-01T00:00:01Z")
        #expect(Timestamp(milliseconds: -1).rfc3339 == "1969-12-31T23:59:59Z")
        #expect(Timestamp(milliseconds: 1999).seconds == 1)
        #expect(Timestamp(milliseconds: -1).seconds == -1)
        #expect(Timestamp(milliseconds: -1000).seconds == -1)
        #expect(Timestamp(milliseconds: -1001).seconds == -2)
    }

    @Test("knows the leap years and every new year from 0 to 9999")
    func calendar() throws {
        let day = Duration.seconds(86400)
        for year in 0...9999 {
            let digits = String(String(10000 + year).dropFirst())
            let isLeap = year.isMultiple(of: 400) || year.isMultiple(of: 4) && !year.isMultiple(of: 100)
            let february = try #require(Timestamp(rfc3339: "\(digits)-02-28T23:59:59Z"))
            let december = try #require(Timestamp(rfc3339: "\(digits)-12-31T00:00:00Z"))
            let leapDay = "\(digits)-02-29T23:59:59Z"
            let next = isLeap ? leapDay : "\(digits)-03-01T23:59:59Z"
            let newYear = year == 9999 ? "10000-01-01" : String(String(10001 + year).dropFirst()) + "-01-01"
            let isRight =
                (february + day).rfc3339 == next && (Timestamp(rfc3339: leapDay) != nil) == isLeap
                && (december + day).rfc3339 == newYear + "T00:00:00Z"
            if !isRight { Issue.record("the year \(year)") }
        }
    }

    @Test("counts every day of a 400-year era")
    func everyDay() {
        var previous = ""
        for day in 0..<146_097 {
            let moment = Timestamp(milliseconds: Int64(day) * 86_400_000)
            let text = moment.rfc3339
            if text <= previous || Timestamp(rfc3339: text) != moment { Issue.record("\(previous) then \(text)") }
            previous = text
        }
        #expect(previous == "2369-12-31T00:00:00Z")
    }

    @Test("the ends of the range have a text")
    func extremes() {
        #expect(Timestamp(milliseconds: .max).rfc3339Milliseconds == "292278994-08-17T07:12:55.807Z")
        #expect(Timestamp(milliseconds: .min).rfc3339Milliseconds == "-292275055-05-16T16:47:04.192Z")
    }

    @Test("adds and subtracts durations")
    func arithmetic() {
        var moment = Timestamp(milliseconds: 1000)
        #expect((moment + .milliseconds(250)).milliseconds == 1250)
        #expect((moment + .seconds(-2)).milliseconds == -1000)
        #expect((moment + .microseconds(1999)).milliseconds == 1001)
        #expect((moment + .microseconds(-1)).milliseconds == 999)
        moment += .seconds(60)
        #expect(moment.milliseconds == 61_000)
        #expect(moment - Timestamp(milliseconds: 1000) == .seconds(60))
        #expect(Timestamp(milliseconds: 1000) - moment == .seconds(-60))
    }

    @Test("stays at the ends of the range instead of overflowing")
    func saturation() {
        #expect(Timestamp(milliseconds: .max) + .milliseconds(1) == Timestamp(milliseconds: .max))
        #expect(Timestamp(milliseconds: .min) + .milliseconds(-1) == Timestamp(milliseconds: .min))
        #expect(Timestamp(milliseconds: 0) + .seconds(Int64.max) == Timestamp(milliseconds: .max))
        #expect(Timestamp(milliseconds: 0) + .seconds(Int64.min) == Timestamp(milliseconds: .min))
        let widest = Timestamp(milliseconds: .max) - Timestamp(milliseconds: .min)
        #expect(widest == .milliseconds(Int64.max) + .milliseconds(Int64.max) + .milliseconds(1))
    }
}
