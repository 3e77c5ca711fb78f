/// What secrets and secret keys may be called and hold. All texts are chosen.
package enum SecretRules {
    /// A secret becomes an environment variable: ASCII letters, digits and underscores, not beginning with a digit; else
    /// 400 `invalid secret name '<name>', must match ^[a-zA-Z_][a-zA-Z0-9_]*$`.
    package static func validateName(_ name: String) throws(Refusal) {
        guard let first = name.utf8.first, !isDigit(first),
            name.utf8.allSatisfy({ isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "_") })
        else {
            throw Refusal(.secretNameIllegal, ["name": name])
        }
    }

    /// Any text that can stand in an environment; else 400 `invalid <path>, must not contain a NUL character`.
    /// - Parameter path: where the value stands in the body.
    package static func validateValue(_ value: String, at path: String) throws(Refusal) {
        if value.utf8.contains(0) { throw Refusal(.containsNUL, ["field": path]) }
    }

    /// ASCII letters, digits, underscores and dashes, which is what the service's own client takes; else 400
    /// `invalid secret key name '<name>', must match ^[a-zA-Z0-9_-]+$`.
    package static func validateKeyName(_ name: String) throws(Refusal) {
        let isLegal = name.utf8.allSatisfy {
            isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-")
        }
        guard isLegal, !name.isEmpty else {
            throw Refusal(.secretKeyNameIllegal, ["name": name])
        }
    }

    /// What is asked for is newer than what there is: 412
    /// `failed_precondition: secrets version <wanted> is not available, currently <current>`.
    ///
    /// No success, because a client asks so in order not to see secrets older than its own change; and not 404, because
    /// the secret may well be there.
    package static func requireVersion(_ wanted: Int, current: Int) throws(Refusal) {
        guard wanted <= current else {
            throw Refusal(.secretsVersionUnavailable, ["wanted": wanted, "current": current])
        }
    }

    private static func isLetter(_ unit: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(unit | 0x20)
    }

    private static func isDigit(_ unit: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(unit)
    }
}
