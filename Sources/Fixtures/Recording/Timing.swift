/// Where the time of an exchange went, as HAR divides it. A phase that does not apply is nil.
package struct Timing: Sendable, Hashable {
    package var blocked: Duration?
    package var dns: Duration?
    /// With the time of `ssl`.
    package var connect: Duration?
    package var ssl: Duration?
    package var send: Duration
    /// From the end of the request to the head of the answer.
    package var wait: Duration
    /// From the head of the answer to its end.
    package var receive: Duration

    package init(
        blocked: Duration? = nil, dns: Duration? = nil, connect: Duration? = nil, ssl: Duration? = nil,
        send: Duration = .zero, wait: Duration = .zero, receive: Duration = .zero
    ) {
        self.blocked = blocked
        self.dns = dns
        self.connect = connect
        self.ssl = ssl
        self.send = send
        self.wait = wait
        self.receive = receive
    }

    /// From the beginning of the request to the end of the answer.
    package var total: Duration {
        (blocked ?? .zero) + (dns ?? .zero) + (connect ?? .zero) + send + wait + receive
    }

    /// From the beginning of the request to the head of the answer.
    package var toHead: Duration { total - receive }
}

extension Duration {
    /// Milliseconds in the shortest decimal text, exact to the nanosecond: `0`, `12.5`, `0.000001`.
    var millisecondsText: String {
        let nanoseconds = wholeNanoseconds
        let (whole, fraction) = nanoseconds.magnitude.quotientAndRemainder(dividingBy: 1_000_000)
        let sign = nanoseconds < 0 ? "-" : ""
        guard fraction > 0 else { return "\(sign)\(whole)" }
        let digits = String(fraction)
        var padded = Array(String(repeating: "0", count: 6 - digits.count).utf8) + Array(digits.utf8)
        while padded.last == UInt8(ascii: "0") { padded.removeLast() }
        return "\(sign)\(whole).\(String(decoding: padded, as: UTF8.self))"
    }

    var wholeNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds &* 1_000_000_000 &+ attoseconds / 1_000_000_000
    }

    /// From a JSON number of milliseconds, rounded to the nanosecond; nil when it is no number, negative (HAR's word
    /// for "does not apply") or beyond a hundred years.
    init?(millisecondsText text: String) {
        guard let value = Double(text), value >= 0, value < 3.2e12 else { return nil }
        self = .nanoseconds(Int64((value * 1_000_000).rounded()))
    }
}
