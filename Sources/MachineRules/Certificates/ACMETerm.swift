/// How long a certificate of Let's Encrypt lasts: 90 days, and it is renewed 30 days before its end (documented by both
/// services), in the world's time.
package struct ACMETerm: Sendable, Hashable {
    package let issuedAt: Timestamp

    package init(issuedAt: Timestamp) {
        self.issuedAt = issuedAt
    }

    package var expiresAt: Timestamp { issuedAt + Self.validity }

    /// The term that counts at a time: nothing has to happen for a renewal, it follows from the calendar.
    /// - Parameter renewing: whether the host name is still pointed at the app; a term ends for good without it.
    package func current(at now: Timestamp, renewing: Bool) -> ACMETerm {
        guard renewing, now > issuedAt else { return self }
        let renewals = (now.milliseconds - issuedAt.milliseconds) / Self.renewal
        return ACMETerm(issuedAt: Timestamp(milliseconds: issuedAt.milliseconds + renewals * Self.renewal))
    }

    private static let day: Int64 = 86_400_000
    private static let validity = Duration.milliseconds(90 * day)
    /// From one issue to the next, in milliseconds.
    private static let renewal = 60 * day
}
