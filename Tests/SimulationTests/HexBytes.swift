extension [UInt8] {
    /// The bytes that published vectors write in hexadecimal.
    init(hex text: String) {
        let digits = text.compactMap(\.hexDigitValue)
        precondition(digits.count == text.count && digits.count.isMultiple(of: 2), "no hexadecimal: \(text)")
        self = stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }

    init(ascii text: String) { self = Array(text.utf8) }
}
