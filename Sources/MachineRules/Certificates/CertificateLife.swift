/// The life of an app's certificate for one host name (reference/machines-rest.md, section 2.3).
///
/// No DNS is asked here, so what a check finds is chosen: a host name counts as pointed at its app as soon as the app has
/// a public address, and as the app's own unless another app of the world asked for a certificate for it before. A check
/// that finds both has Let's Encrypt issue what was requested, at once.
package struct CertificateLife: Sendable, Hashable {
    /// In the wire's words.
    package enum Status: String, Sendable, Hashable, CaseIterable {
        /// A certificate answers for the host name.
        case active
        /// Another app had the host name first, so it must be proved by a TXT record, which nobody can set here.
        case pendingOwnership = "pending_ownership"
        /// No certificate yet, or none that is still valid.
        case pendingValidation = "pending_validation"
    }

    /// A certificate the user brought.
    package struct Custom: Sendable, Hashable {
        package let fullchain: String
        package let privateKey: String
        package let createdAt: Timestamp
        package let expiresAt: Timestamp
        /// The issuer's common name, else its organization.
        package let issuer: String?
        package let key: KeyKind

        package init(
            fullchain: String,
            privateKey: String,
            createdAt: Timestamp,
            expiresAt: Timestamp,
            issuer: String?,
            key: KeyKind
        ) {
            self.fullchain = fullchain
            self.privateKey = privateKey
            self.createdAt = createdAt
            self.expiresAt = expiresAt
            self.issuer = issuer
            self.key = key
        }
    }

    /// The kinds of key the wire has words for; Ed25519 counts as `ecdsa` (chosen).
    package enum KeyKind: String, Sendable, Hashable, CaseIterable {
        case rsa
        case ecdsa
    }

    /// What a check finds.
    package struct Finding: Sendable, Hashable {
        /// The app has a public address.
        package let hasAddress: Bool
        /// No other app had the host name before.
        package let isOwned: Bool

        package init(hasAddress: Bool, isOwned: Bool) {
            self.hasAddress = hasAddress
            self.isOwned = isOwned
        }
    }

    /// Whether Let's Encrypt is to issue certificates, and renew them.
    package var acmeRequested: Bool
    /// When Let's Encrypt issued last, renewals since then aside: those follow from the time, see ``ACMETerm``.
    package var acmeIssuedAt: Timestamp?
    package var custom: Custom?
    package var finding: Finding
    /// When somebody had the host name checked; nil when the finding is that of the making.
    package var checkedAt: Timestamp?

    package init(
        acmeRequested: Bool = false,
        acmeIssuedAt: Timestamp? = nil,
        custom: Custom? = nil,
        finding: Finding,
        checkedAt: Timestamp? = nil
    ) {
        self.acmeRequested = acmeRequested
        self.acmeIssuedAt = acmeIssuedAt
        self.custom = custom
        self.finding = finding
        self.checkedAt = checkedAt
    }

    /// What Let's Encrypt issued and is still valid.
    package func term(at now: Timestamp) -> ACMETerm? {
        guard acmeRequested, let acmeIssuedAt else { return nil }
        let term = ACMETerm(issuedAt: acmeIssuedAt).current(at: now, renewing: finding.hasAddress && finding.isOwned)
        return now < term.expiresAt ? term : nil
    }

    /// `active` for the custom certificate before that of Let's Encrypt, as long as one of them is valid.
    package func status(at now: Timestamp) -> Status {
        guard finding.isOwned else { return .pendingOwnership }
        let hasCustom = custom.map { now < $0.expiresAt } ?? false
        return hasCustom || term(at: now) != nil ? .active : .pendingValidation
    }

    /// Whether users reach the app by the host name: `active`, and pointed at the app (chosen).
    package func isConfigured(at now: Timestamp) -> Bool {
        status(at: now) == .active && finding.hasAddress
    }
}

extension CertificateLife {
    /// Asks for certificates of Let's Encrypt; they come with the next check.
    /// - Throws: 422 `Hostname already exists on app` when they were asked for before (status documented, text chosen).
    package mutating func requestACME() throws(Refusal) {
        guard !acmeRequested else { throw Refusal(.hostnameTaken) }
        acmeRequested = true
    }

    /// Takes in how things stand, as every change does.
    package mutating func see(_ found: Finding, at now: Timestamp) {
        // Renewals up to now happened as things stood before.
        acmeIssuedAt = term(at: now)?.issuedAt
        finding = found
    }

    /// Looks again because somebody asked, and has issued what was requested and is possible.
    package mutating func check(_ found: Finding, at now: Timestamp) {
        see(found, at: now)
        checkedAt = now
        if acmeRequested, acmeIssuedAt == nil, found.hasAddress, found.isOwned { acmeIssuedAt = now }
    }

    /// Gives up Let's Encrypt's certificates; a custom one stays.
    /// - Throws: 404 `certificate not found` when none were requested (chosen).
    package mutating func removeACME() throws(Refusal) {
        guard acmeRequested else { throw Self.unknown }
        acmeRequested = false
        acmeIssuedAt = nil
    }

    /// Takes the custom certificate away; Let's Encrypt's take over where they are.
    /// - Returns: the warning to answer, when nothing is left that answers for the host name (text chosen).
    /// - Throws: 404 `certificate not found` when there is none (chosen).
    package mutating func removeCustom(at now: Timestamp) throws(Refusal) -> String? {
        guard custom != nil else { throw Self.unknown }
        custom = nil
        guard term(at: now) == nil else { return nil }
        return acmeRequested
            ? "no certificate is left until the requested one is issued"
            : "no certificate is left, and none is requested"
    }

    /// 404 `certificate not found` (text chosen).
    package static let unknown = Refusal(.certificateNotFound)
}
