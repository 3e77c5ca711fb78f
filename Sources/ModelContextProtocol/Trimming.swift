extension StringProtocol {
    /// Without the white space at either end, by Unicode scalar so that `\r\n` counts as two.
    var trimmingBlanks: String {
        var scalars = Substring(self).unicodeScalars
        while let first = scalars.first, first.isBlank { scalars.removeFirst() }
        while let last = scalars.last, last.isBlank { scalars.removeLast() }
        return String(scalars)
    }
}

extension Unicode.Scalar {
    /// White space as JavaScript's `trim` and `\s` understand it, which includes the byte order mark.
    var isBlank: Bool { properties.isWhitespace || self == "\u{FEFF}" }
}
