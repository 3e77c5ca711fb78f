/// What a secret is; the word stands in its placeholder and in findings.
package enum SecretKind: String, Sendable, Hashable, CaseIterable {
    /// A macaroon, a user token, what stands behind Bearer or FlyV1.
    case token
    /// User and password in one, as Basic has them.
    case basic
    case jwt
    /// A private key in PEM.
    case pem
    case password
    /// What holds a lease.
    case nonce
    /// The value of a secret, or of a field or variable that is named like one.
    case secret
    /// A key of another service, known by its form.
    case key
    /// What lets somebody go on with a session.
    case session

    /// Whether a text is what redaction put in a secret's place: `redacted-token-1`.
    static func isPlaceholder(_ text: some Collection<UInt8>) -> Bool {
        let parts = text.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard parts.count == 3, Array(parts[0]) == Array("redacted".utf8), !parts[2].isEmpty, parts[2].count < 10 else {
            return false
        }
        return parts[2].allSatisfy(\.isASCIIDigit)
            && SecretKind(rawValue: String(decoding: parts[1], as: UTF8.self)) != nil
    }
}
