/// Makes ULIDs that sort in the order of making, even within one millisecond or when the clock is set back.
///
/// Events and versions are told apart and paged by their ids, so two of one millisecond must not swap places.
package struct MonotonicULID: Sendable {
    private var last: ULID?

    /// Starts without a past.
    package init() {
        last = nil
    }

    /// Goes on after an id made earlier, typically the newest one in the store; a text that is no ULID counts as none.
    package init(after text: String?) {
        last = text.flatMap(ULID.init(text:))
    }

    /// The next id: of `moment` where that is later than all before, else the successor of the last one.
    package mutating func next(at moment: Timestamp, using generator: inout some RandomNumberGenerator) -> String {
        let fresh = ULID(at: moment, using: &generator)
        let made = last.map { fresh.milliseconds > $0.milliseconds ? fresh : $0.successor } ?? fresh
        last = made
        return made.text
    }
}

extension Identifiers {
    /// Whether a text is a ULID, in upper case.
    package static func isULID(_ text: String) -> Bool { ULID(text: text) != nil }

    /// A single ULID: 26 characters of Crockford's base 32, time first. Two of one millisecond sort by chance; use
    /// `MonotonicULID` where their order matters.
    package static func ulid(at moment: Timestamp, using generator: inout some RandomNumberGenerator) -> String {
        ULID(at: moment, using: &generator).text
    }
}

/// 48 bits of milliseconds and 80 bits of randomness.
struct ULID: Sendable, Hashable {
    let milliseconds: UInt64
    /// The upper 16 and the lower 64 of the random bits.
    let high: UInt16
    let low: UInt64

    private init(milliseconds: UInt64, high: UInt16, low: UInt64) {
        self.milliseconds = milliseconds
        self.high = high
        self.low = low
    }

    /// Moments before 1970 count as 1970, moments after 48 bits' worth (the year 10889) as the last one.
    init(at moment: Timestamp, using generator: inout some RandomNumberGenerator) {
        milliseconds = min(UInt64(max(0, moment.milliseconds)), Self.lastMillisecond)
        high = UInt16(truncatingIfNeeded: generator.next())
        low = generator.next()
    }

    init?(text: String) {
        var (upper, lower): (UInt64, UInt64) = (0, 0)
        guard text.utf8.count == 26 else { return nil }
        for (index, unit) in text.utf8.enumerated() {
            guard let digit = Self.alphabet.firstIndex(of: unit), index > 0 || digit < 8 else { return nil }
            upper = upper << 5 | lower >> 59
            lower = lower << 5 | UInt64(digit)
        }
        self.init(milliseconds: upper >> 16, high: UInt16(truncatingIfNeeded: upper), low: lower)
    }

    /// The id that sorts directly after this one.
    var successor: ULID {
        if low < .max { return ULID(milliseconds: milliseconds, high: high, low: low + 1) }
        if high < .max { return ULID(milliseconds: milliseconds, high: high + 1, low: 0) }
        return ULID(milliseconds: milliseconds + 1, high: 0, low: 0)
    }

    var text: String {
        var (upper, lower) = (milliseconds << 16 | UInt64(high), low)
        var units = [UInt8](repeating: 0, count: 26)
        for index in units.indices.reversed() {
            units[index] = Self.alphabet[Int(lower & 31)]
            lower = lower >> 5 | upper << 59
            upper >>= 5
        }
        return String(decoding: units, as: UTF8.self)
    }

    private static let lastMillisecond: UInt64 = 1 << 48 - 1
    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)
}
