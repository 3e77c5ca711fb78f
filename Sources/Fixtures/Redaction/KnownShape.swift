/// The forms of identifiers as the real service and this emulator make them.
enum KnownShape: Hashable {
    /// Eleven to sixteen lower-case hex digits: a machine, a lease's nonce, a secret's digest.
    case hex
    /// Twenty-six characters of Crockford's base 32: an instance, a version, an event.
    case ulid
    /// A kind's prefix and letters and digits: `vol_…`, `vs_…`.
    case prefixed
    case uuid
    /// Sixteen and more lower-case letters and digits without a prefix: an app.
    case opaque
    /// What redaction put in a secret's place.
    case placeholder

    /// The form of a whole token; nil for a word like any other.
    init?(_ text: ArraySlice<UInt8>) {
        let count = text.count
        let digits = text.count(where: \.isASCIIDigit)
        if count == 26, digits > 0, text.allSatisfy({ $0.isASCIIDigit || $0.isASCIIUppercase }) {
            self = .ulid
        } else if (11...16).contains(count), digits > 0, digits < count, text.allSatisfy(\.isLowercaseHex) {
            self = .hex
        } else if count == 36, Self.isUUID(text) {
            self = .uuid
        } else if ["vol_", "vs_", "rel_", "snap_", "ip_"].contains(where: { text.starts(with: Array($0.utf8)) }),
            count >= 8,
            text.dropFirst(4).allSatisfy(\.isASCIIAlphanumeric)
        {
            self = .prefixed
        } else if (16...20).contains(count), digits > 1, text.allSatisfy({ $0.isASCIIDigit || $0.isASCIILowercase }) {
            self = .opaque
        } else if count >= 12, SecretKind.isPlaceholder(text) {
            self = .placeholder
        } else {
            return nil
        }
    }

    static func isIdentifier(_ text: ArraySlice<UInt8>) -> Bool { KnownShape(text) != nil }

    private static func isUUID(_ text: ArraySlice<UInt8>) -> Bool {
        text.enumerated().allSatisfy {
            [8, 13, 18, 23].contains($0.offset) ? $0.element == UInt8(ascii: "-") : $0.element.isHex
        }
    }
}
