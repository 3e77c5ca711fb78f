import FlyWire
import Testing

@Suite("Go durations")
struct GoDurationTests {
    @Test(
        "are read",
        arguments: [
            ("0", Duration.zero), ("0s", .zero), ("5m", .seconds(300)), ("1.5s", .milliseconds(1500)),
            ("1h30m", .seconds(5400)), ("500ms", .milliseconds(500)), (".5s", .milliseconds(500)),
            ("10µs", .microseconds(10)), ("10us", .microseconds(10)), ("1m0s", .seconds(60)), ("7ns", .nanoseconds(7)),
        ])
    func read(text: String, duration: Duration) {
        #expect(GoDuration.parse(text) == duration)
    }

    @Test(
        "are refused where Go refuses them",
        arguments: ["", "5", "m", "5 m", "5x", "-5m", "1.2.3s", "5m ", "５m", "99999999h"])
    func refused(text: String) {
        #expect(GoDuration.parse(text) == nil)
    }
}
