extension UInt8 {
    var asciiLowercased: UInt8 { self >= 0x41 && self <= 0x5A ? self | 0x20 : self }
    var isASCIIDigit: Bool { self >= 0x30 && self <= 0x39 }
    var isASCIILowercase: Bool { self >= 0x61 && self <= 0x7A }
    var isASCIIUppercase: Bool { self >= 0x41 && self <= 0x5A }
    var isASCIILetter: Bool { isASCIILowercase || isASCIIUppercase }
    var isASCIIAlphanumeric: Bool { isASCIILetter || isASCIIDigit }
    var isLowercaseHex: Bool { isASCIIDigit || (self >= 0x61 && self <= 0x66) }
    var isHex: Bool { isASCIIDigit || (asciiLowercased >= 0x61 && asciiLowercased <= 0x66) }
}

extension String {
    /// Lower case in ASCII only, which is all that names on the wire have.
    var asciiLowercased: String { String(decoding: utf8.map(\.asciiLowercased), as: UTF8.self) }
}
