import FoundationEssentials
import MachineRules

/// Standard base64 with padding (RFC 4648 section 4), read as Go's decoder reads it.
enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let padding = UInt8(ascii: "=")

    private static let values: [UInt8?] = {
        var values = [UInt8?](repeating: nil, count: 256)
        for (value, digit) in alphabet.enumerated() { values[Int(digit)] = UInt8(value) }
        return values
    }()

    static func encode(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }

    /// The bytes; line ends between the digits do not count.
    /// - Throws: `Refusal` 400 with Go's text, `illegal base64 data at input byte 4`.
    static func decode(_ text: String) throws(Refusal) -> [UInt8] {
        let digits = Array(text.utf8)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 4 * 3)
        var position = 0
        var quantum: [UInt8] = []
        func skipLineEnds() {
            while position < digits.count, digits[position] == 0x0A || digits[position] == 0x0D { position += 1 }
        }
        while true {
            skipLineEnds()
            guard position < digits.count else {
                guard quantum.isEmpty else { throw illegal(at: position - quantum.count) }
                return bytes
            }
            if let value = values[Int(digits[position])] {
                position += 1
                quantum.append(value)
                guard quantum.count == 4 else { continue }
                bytes += whole(quantum).prefix(3)
                quantum = []
                continue
            }
            guard digits[position] == padding, quantum.count >= 2 else { throw illegal(at: position) }
            position += 1
            if quantum.count == 2 {
                skipLineEnds()
                guard position < digits.count else { throw illegal(at: digits.count) }
                // Go names the place before the one that should have been padding.
                guard digits[position] == padding else { throw illegal(at: position - 1) }
                position += 1
            }
            skipLineEnds()
            guard position == digits.count else { throw illegal(at: position) }
            return bytes + whole(quantum).prefix(quantum.count - 1)
        }
    }

    /// The three bytes of up to four digits.
    private static func whole(_ quantum: [UInt8]) -> [UInt8] {
        let missing = UInt32(4 - quantum.count) * 6
        let bits = quantum.reduce(UInt32(0)) { $0 << 6 | UInt32($1) } << missing
        return [16, 8, 0].map { UInt8(truncatingIfNeeded: bits >> $0) }
    }

    private static func illegal(at position: Int) -> Refusal {
        Refusal(.base64Illegal, ["position": position])
    }
}
