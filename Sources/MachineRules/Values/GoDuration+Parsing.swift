extension GoDuration {
    /// Reads Go's grammar: an optional sign, then numbers each with a unit of `ns us µs ms s m h`; a bare `0` too.
    ///
    /// Refused with status 400 in the words of Go's `time` package (documented there; that the service passes them on is
    /// chosen): `time: invalid duration "x"`, `time: missing unit in duration "10"`,
    /// `time: unknown unit "d" in duration "1d"`.
    package init(parsing text: String) throws(Refusal) {
        switch Self.parse(text) {
        case .parsed(let value): nanoseconds = value
        case .invalid:
            throw Refusal(.durationInvalid, ["text": Self.quoted(text)])
        case .missingUnit:
            throw Refusal(.durationUnitMissing, ["text": Self.quoted(text)])
        case .unknownUnit(let unit):
            throw Refusal(.durationUnitUnknown, ["unit": Self.quoted(unit), "text": Self.quoted(text)])
        }
    }

    enum Outcome: Equatable {
        case parsed(Int64)
        case invalid
        case missingUnit
        case unknownUnit(String)
    }

    static func parse(_ text: String) -> Outcome {
        var rest = Substring(text).utf8
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
        if rest.elementsEqual("0".utf8) { return .parsed(0) }
        guard !rest.isEmpty else { return .invalid }
        var total: UInt64 = 0
        while !rest.isEmpty {
            guard let (whole, fraction, scale) = number(from: &rest) else { return .invalid }
            let end = rest.firstIndex { $0 == UInt8(ascii: ".") || isDigit($0) } ?? rest.endIndex
            let unitText = String(decoding: rest[..<end], as: UTF8.self)
            rest = rest[end...]
            guard !unitText.isEmpty else { return .missingUnit }
            guard let unit = nanoseconds(perUnit: unitText) else { return .unknownUnit(unitText) }
            let product = whole.multipliedReportingOverflow(by: unit)
            // In floating point because Go does so: a third of an hour written with nineteen digits is 20 minutes.
            let part = UInt64(Double(fraction) * (Double(unit) / scale))
            let sum = product.partialValue.addingReportingOverflow(part)
            let next = total.addingReportingOverflow(sum.partialValue)
            guard !product.overflow, !sum.overflow, !next.overflow, next.partialValue <= limit else { return .invalid }
            total = next.partialValue
        }
        if isNegative { return .parsed(total == limit ? .min : -Int64(total)) }
        return total == limit ? .invalid : .parsed(Int64(total))
    }

    /// One past the greatest positive duration; its negative still fits.
    private static let limit: UInt64 = 1 << 63

    /// The digits before and after the point; digits beyond what 63 bits hold are dropped from the fraction, as in Go.
    private static func number(from rest: inout Substring.UTF8View) -> (UInt64, fraction: UInt64, scale: Double)? {
        var whole: UInt64 = 0
        var hasDigits = false
        while let digit = rest.first, isDigit(digit) {
            guard whole <= limit / 10 else { return nil }
            whole = whole * 10 + UInt64(digit - UInt8(ascii: "0"))
            guard whole <= limit else { return nil }
            rest.removeFirst()
            hasDigits = true
        }
        var (fraction, scale): (UInt64, Double) = (0, 1)
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            var isFull = false
            while let digit = rest.first, isDigit(digit) {
                rest.removeFirst()
                hasDigits = true
                if isFull || fraction > (limit - 1) / 10 {
                    isFull = true
                    continue
                }
                let next = fraction * 10 + UInt64(digit - UInt8(ascii: "0"))
                if next > limit {
                    isFull = true
                    continue
                }
                (fraction, scale) = (next, scale * 10)
            }
        }
        return hasDigits ? (whole, fraction, scale) : nil
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

    /// Both micro signs count: U+00B5 and the Greek letter U+03BC.
    private static func nanoseconds(perUnit unit: String) -> UInt64? {
        switch unit {
        case "ns": 1
        case "us", "\u{B5}s", "\u{3BC}s": 1000
        case "ms": 1_000_000
        case "s": 1_000_000_000
        case "m": 60_000_000_000
        case "h": 3_600_000_000_000
        default: nil
        }
    }

    /// Between double quotes as Go's `time` package shows a text: bytes outside printable ASCII as `\xNN`.
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): result += "\\\(UnicodeScalar(byte))"
            case 0x20..<0x80: result += "\(UnicodeScalar(byte))"
            default: result += "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }
        }
        return result + "\""
    }
}
