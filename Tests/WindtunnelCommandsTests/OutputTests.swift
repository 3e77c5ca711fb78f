import Logging
import Testing

@testable import WindtunnelCommands

@Suite("Output")
struct OutputTests {
    @Test("a table is as wide as its widest cells and ends its lines without blanks")
    func table() {
        let table = Table(columns: ["A", "LONG", "C"], rows: [["wider", "x", ""], ["", "y", "z"], ["short"]])
        #expect(table.text == "A      LONG  C\nwider  x\n       y     z\nshort")
    }

    @Test("a table without rows is its headings")
    func noRows() {
        #expect(Table(columns: ["A", "B"], rows: []).text == "A  B")
    }

    @Test("what a service names its things cannot steer a terminal or break a line")
    func control() {
        let table = Table(columns: [], rows: [["a\u{1B}[31mb\nc\u{9B}d", "e"]])
        #expect(table.text == "a [31mb c d  e")
    }

    @Test(
        "moments are written as RFC 3339",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (1_774_937_288_123, "2026-03-31T06:08:08.123Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
            (4_107_542_399_999, "2100-02-28T23:59:59.999Z"), (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
        ])
    func moments(milliseconds: Int, text: String) {
        #expect(WallTime(milliseconds: milliseconds).rfc3339 == text)
    }

    private func log(_ format: LineLogHandler.Format, _ write: (Logger) -> Void) -> String {
        let capture = Capture()
        let logger = Logger(label: "windtunnel") { label in
            LineLogHandler(
                label: label, format: format, level: .info, now: { WallTime(milliseconds: 1_774_937_288_123) },
                write: capture.terminal.err)
        }
        write(logger)
        return capture.err
    }

    @Test("a log line for people has the time, the level, the sentence and the facts in order of their names")
    func textLog() {
        let text = log(.text) { logger in
            var logger = logger
            logger[metadataKey: "world"] = "default"
            let facts: Logger.Metadata = ["machine": "m1", "app": "demo", "note": "two words", "none": ""]
            logger.notice("machine started", metadata: facts)
            logger.debug("below the level")
            logger.error("two\nlines", metadata: ["world": "w=1"])
        }
        #expect(
            text == """
                06:08:08.123 notice machine started app=demo machine=m1 none="" note="two words" world=default
                06:08:08.123 error "two\\nlines" world="w=1"

                """)
    }

    @Test("a log line for machines is one JSON object, whose own keys nothing can take")
    func jsonLog() {
        let text = log(.json) { $0.info("hi \"you\"", metadata: ["level": "fake", "app": "demo"]) }
        #expect(
            text == """
                {"time":"2026-03-31T06:08:08.123Z","level":"info","logger":"windtunnel","message":"hi \\"you\\"",\
                "app":"demo"}

                """)
    }
}
