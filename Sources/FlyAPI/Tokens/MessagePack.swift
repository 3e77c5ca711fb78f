/// Writes the few kinds of MessagePack values a macaroon is made of, each in its shortest form.
struct MessagePack {
    private(set) var bytes: [UInt8] = []

    mutating func array(_ count: Int) {
        bytes.append(0x90 | UInt8(count & 15))
    }

    mutating func map(_ count: Int) {
        bytes.append(0x80 | UInt8(count & 15))
    }

    mutating func bool(_ value: Bool) {
        bytes.append(value ? 0xC3 : 0xC2)
    }

    mutating func number(_ value: Int64) {
        switch value {
        case 0..<128: bytes.append(UInt8(value))
        case 0..<0x100: append(0xCC, UInt8(truncatingIfNeeded: value))
        case 0..<0x10000: append(0xCD, UInt16(truncatingIfNeeded: value))
        case 0..<0x1_0000_0000: append(0xCE, UInt32(truncatingIfNeeded: value))
        default: append(0xD3, value)
        }
    }

    /// At most 255 bytes.
    mutating func data(_ value: [UInt8]) {
        append(0xC4, UInt8(clamping: value.count))
        bytes += value.prefix(255)
    }

    /// At most 255 bytes of UTF-8.
    mutating func text(_ value: String) {
        let utf8 = value.utf8.prefix(255)
        if utf8.count < 32 {
            bytes.append(0xA0 | UInt8(utf8.count))
        } else {
            append(0xD9, UInt8(utf8.count))
        }
        bytes += utf8
    }

    private mutating func append(_ kind: UInt8, _ value: some FixedWidthInteger) {
        bytes.append(kind)
        withUnsafeBytes(of: value.bigEndian) { bytes += $0 }
    }
}
